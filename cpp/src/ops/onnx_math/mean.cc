// Mean of ONNX: mean of all inputs with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Mean {
  static constexpr bool kMean = true;
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(Mean).FillUsing(OnnxFoldSchema).AllowInplace({{0, 0}}).SetDoc("Mean of the inputs, element by element.");

REGISTER_ONNX_OPERATOR(Mean, OnnxFoldOp<Mean>);

}  // namespace
}  // namespace netdef
