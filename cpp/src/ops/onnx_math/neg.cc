// Neg of ONNX: Sign reversed.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Neg {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return NegateWrapped(x);
  }
};

ONNX_OPERATOR_SCHEMA(Neg).FillUsing(OnnxUnarySchema).SetDoc("Sign reversed, element by element.");

REGISTER_ONNX_OPERATOR(Neg, OnnxUnaryOp<Neg, NoArgs, TypeList<float, double, int8_t, int16_t, int32_t, int64_t>>);

}  // namespace
}  // namespace netdef
