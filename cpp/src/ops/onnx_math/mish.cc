// Mish of ONNX: x * tanh(softplus(x)) (https://arxiv.org/abs/1908.08681).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Mish : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x * vec::Tanh((x > 0 ? x : T(0)) + vec::Log1p(vec::Exp(x > 0 ? -x : x)));
  }
};

ONNX_OPERATOR_SCHEMA(Mish).FillUsing(OnnxUnarySchema).SetDoc("x * tanh(softplus(x)) (https://arxiv.org/abs/1908.08681), element by element.");

REGISTER_ONNX_OPERATOR(Mish, OnnxUnaryOp<Mish>);

}  // namespace
}  // namespace netdef
