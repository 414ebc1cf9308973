// GlobalMaxPool of ONNX: the largest element of each plane.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct GlobalMaxPoolFold {
  template <typename T>
  static T Of(const T* x, int64_t n, const NoArgs&) {
    T best = x[0];
    for (int64_t i = 1; i < n; ++i) best = x[i] > best || x[i] != x[i] ? x[i] : best;
    return best;
  }
};

ONNX_OPERATOR_SCHEMA(GlobalMaxPool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Shape(GlobalPoolShape)
    .SetDoc("The largest element of each plane.");

REGISTER_ONNX_OPERATOR(GlobalMaxPool, GlobalPoolOp<GlobalMaxPoolFold>);

}  // namespace
}  // namespace netdef
