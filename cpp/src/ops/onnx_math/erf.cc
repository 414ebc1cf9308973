// Erf of ONNX: Gauss's error function.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Erf : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Erf(x);
  }
};

ONNX_OPERATOR_SCHEMA(Erf).FillUsing(OnnxUnarySchema).SetDoc("Gauss's error function, element by element.");

REGISTER_ONNX_OPERATOR(Erf, OnnxUnaryOp<Erf>);

}  // namespace
}  // namespace netdef
