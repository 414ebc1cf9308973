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

class LpPoolOp final : public WidenedOperator<LpPoolArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const Window window = args_.On(dims);
    const WindowTaps taps(window);
    const int64_t pixels = SizeFromDim(dims, 2);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ForEachOutput(dims, window, [&](int64_t plane, int64_t output, int64_t out) {
        double sum = 0;
        taps.Visit(output, [&](int64_t pixel, int64_t /*tap*/) { sum += PowerOf(x[plane * pixels + pixel], args_.p); });
        y[out] = static_cast<T>(RootOf(sum, args_.p));
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(LpPool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Args<LpPoolArgs>()
    .Shape<LpPoolArgs>(OnnxPoolShape<LpPoolArgs>)
    .SetDoc("The p-norm under each window.");

REGISTER_ONNX_OPERATOR(LpPool, LpPoolOp);

}  // namespace
}  // namespace netdef
