// Sub of ONNX: difference with broadcasting; integers wrap around.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sub {
  template <typename T>
  T operator()(T a, T b) const {
    return SubWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(Sub).FillUsing(OnnxBinarySchema).AllowInplace({{0, 0}, {1, 0}}).SetDoc("Difference of two tensors, element by element; integers wrap around.");

REGISTER_ONNX_OPERATOR(Sub, OnnxBinaryOp<Sub, AllNumericTypes>);

}  // namespace
}  // namespace netdef
