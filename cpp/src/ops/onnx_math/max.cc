// Max of ONNX: largest of all inputs with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Max {
  static constexpr bool kMean = false;
  template <typename T>
  T operator()(T a, T b) const {
    return a != a || a > b ? a : b;
  }
};

ONNX_OPERATOR_SCHEMA(Max).FillUsing(OnnxFoldSchema).AllowInplace({{0, 0}}).SetDoc("Largest of the inputs, element by element.");

REGISTER_ONNX_OPERATOR(Max, OnnxFoldOp<Max>);

}  // namespace
}  // namespace netdef
