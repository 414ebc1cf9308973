// Add of ONNX: sum with broadcasting; integers wrap around.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Add {
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(Add).FillUsing(OnnxBinarySchema).AllowInplace({{0, 0}, {1, 0}}).SetDoc("Sum of two tensors, element by element; integers wrap around.");

REGISTER_ONNX_OPERATOR(Add, OnnxBinaryOp<Add, AllNumericTypes>);

}  // namespace
}  // namespace netdef
