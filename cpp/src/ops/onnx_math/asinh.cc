// Asinh of ONNX: Inverse hyperbolic sine.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Asinh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::asinh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Asinh).FillUsing(OnnxUnarySchema).SetDoc("Inverse hyperbolic sine, element by element.");

REGISTER_ONNX_OPERATOR(Asinh, OnnxUnaryOp<Asinh>);

}  // namespace
}  // namespace netdef
