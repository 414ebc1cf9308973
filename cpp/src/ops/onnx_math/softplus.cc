// Softplus of ONNX: log(1 + exp(x)).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Softplus : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return (x > 0 ? x : T(0)) + vec::Log1p(vec::Exp(x > 0 ? -x : x));
  }
};

ONNX_OPERATOR_SCHEMA(Softplus).FillUsing(OnnxUnarySchema).SetDoc("log(1 + exp(x)), element by element.");

REGISTER_ONNX_OPERATOR(Softplus, OnnxUnaryOp<Softplus>);

}  // namespace
}  // namespace netdef
