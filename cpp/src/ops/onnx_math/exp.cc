// Exp of ONNX: e to the power of x.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Exp : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Exp(x);
  }
};

ONNX_OPERATOR_SCHEMA(Exp).FillUsing(OnnxUnarySchema).SetDoc("e to the power of x, element by element.");

REGISTER_ONNX_OPERATOR(Exp, OnnxUnaryOp<Exp>);

}  // namespace
}  // namespace netdef
