// Sinh of ONNX: Hyperbolic sine.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sinh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::sinh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Sinh).FillUsing(OnnxUnarySchema).SetDoc("Hyperbolic sine, element by element.");

REGISTER_ONNX_OPERATOR(Sinh, OnnxUnaryOp<Sinh>);

}  // namespace
}  // namespace netdef
