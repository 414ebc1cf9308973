// Mul of ONNX: product with broadcasting; integers wrap around.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Mul {
  template <typename T>
  T operator()(T a, T b) const {
    return MulWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(Mul).FillUsing(OnnxBinarySchema).AllowInplace({{0, 0}, {1, 0}}).SetDoc("Product of two tensors, element by element; integers wrap around.");

REGISTER_ONNX_OPERATOR(Mul, OnnxBinaryOp<Mul, AllNumericTypes>);

}  // namespace
}  // namespace netdef
