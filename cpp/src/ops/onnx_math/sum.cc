// Sum of ONNX: sum of all inputs with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sum {
  static constexpr bool kMean = false;
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(Sum).FillUsing(OnnxFoldSchema).AllowInplace({{0, 0}}).SetDoc("Sum of the inputs, element by element.");

REGISTER_ONNX_OPERATOR(Sum, OnnxFoldOp<Sum>);

}  // namespace
}  // namespace netdef
