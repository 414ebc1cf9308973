// GlobalLpPool of ONNX: the p-norm of each plane.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct GlobalLpPoolArgs {
  int64_t p = 2;

  template <typename V>
  void Fields(V& v) {
    ReadPower(v, &p);
  }
};

struct GlobalLpPoolFold {
  template <typename T>
  static double Of(const T* x, int64_t n, const GlobalLpPoolArgs& args) {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += PowerOf(x[i], args.p);
    return RootOf(sum, args.p);
  }
};

ONNX_OPERATOR_SCHEMA(GlobalLpPool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Args<GlobalLpPoolArgs>()
    .Shape(GlobalPoolShape)
    .SetDoc("The p-norm of each plane.");

REGISTER_ONNX_OPERATOR(GlobalLpPool, GlobalPoolOp<GlobalLpPoolFold, GlobalLpPoolArgs>);

}  // namespace
}  // namespace netdef
