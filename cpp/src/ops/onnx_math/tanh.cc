// Tanh of ONNX: Hyperbolic tangent.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Tanh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Tanh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Tanh).FillUsing(OnnxUnarySchema).SetDoc("Hyperbolic tangent, element by element.");

REGISTER_ONNX_OPERATOR(Tanh, OnnxUnaryOp<Tanh>);

}  // namespace
}  // namespace netdef
