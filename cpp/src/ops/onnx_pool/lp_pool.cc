// LpPool of ONNX: the p-norm of the elements under each window.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct LpPoolArgs : OnnxPoolArgs {
  int64_t p = 2;

  template <typename V>
  void Fields(V& v) {
    OnnxPoolArgs::Fields(v);
    ReadPower(v, &p);
  }
};

struct Norm {
  static double Term(double x, const LpPoolArgs& args) { return PowerOf(x, args.p); }
  static double Finish(double sum, const WindowTaps&, int64_t /*output*/, const LpPoolArgs& args) { return RootOf(sum, args.p); }
};

ONNX_OPERATOR_SCHEMA(LpPool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Args<LpPoolArgs>()
    .Shape<LpPoolArgs>(OnnxPoolShape<LpPoolArgs>)
    .SetDoc("The p-norm under each window.");

REGISTER_ONNX_OPERATOR(LpPool, WindowSumOp<Norm, LpPoolArgs>);

}  // namespace
}  // namespace netdef
