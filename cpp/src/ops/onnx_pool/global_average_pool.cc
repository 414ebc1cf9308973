// GlobalAveragePool of ONNX: the mean of each plane.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct GlobalAveragePoolFold {
  template <typename T>
  static double Of(const T* x, int64_t n, const NoArgs&) {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += static_cast<double>(x[i]);
    return sum / static_cast<double>(n);
  }
};

ONNX_OPERATOR_SCHEMA(GlobalAveragePool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Shape(GlobalPoolShape)
    .SetDoc("The mean of each plane.");

REGISTER_ONNX_OPERATOR(GlobalAveragePool, GlobalPoolOp<GlobalAveragePoolFold>);

}  // namespace
}  // namespace netdef
