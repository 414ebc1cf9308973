// AveragePool of ONNX: the mean of the elements under each window.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct AveragePoolArgs : OnnxPoolArgs {
  bool count_include_pad = false;

  template <typename V>
  void Fields(V& v) {
    OnnxPoolArgs::Fields(v);
    v("count_include_pad", count_include_pad, "Pixels of the padding count, as zeros.");
  }
};

struct Mean {
  static double Term(double x, const AveragePoolArgs&) { return x; }
  static double Finish(double sum, const WindowTaps& taps, int64_t output, const AveragePoolArgs& args) {
    const int64_t count = taps.Count(output, args.count_include_pad);
    return count == 0 ? 0 : sum / static_cast<double>(count);
  }
};

ONNX_OPERATOR_SCHEMA(AveragePool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Args<AveragePoolArgs>()
    .Shape<AveragePoolArgs>(OnnxPoolShape<AveragePoolArgs>)
    .SetDoc("The mean under each window.");

REGISTER_ONNX_OPERATOR(AveragePool, WindowSumOp<Mean, AveragePoolArgs>);

}  // namespace
}  // namespace netdef
