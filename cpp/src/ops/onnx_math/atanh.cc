// Atanh of ONNX: Inverse hyperbolic tangent.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Atanh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::atanh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Atanh).FillUsing(OnnxUnarySchema).SetDoc("Inverse hyperbolic tangent, element by element.");

REGISTER_ONNX_OPERATOR(Atanh, OnnxUnaryOp<Atanh>);

}  // namespace
}  // namespace netdef
