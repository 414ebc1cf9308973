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

class AveragePoolOp final : public WidenedOperator<AveragePoolArgs> {
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
        taps.Visit(output, [&](int64_t pixel, int64_t /*tap*/) { sum += static_cast<double>(x[plane * pixels + pixel]); });
        const int64_t count = taps.Count(output, args_.count_include_pad);
        y[out] = count == 0 ? T(0) : static_cast<T>(sum / static_cast<double>(count));
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(AveragePool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1)
    .Args<AveragePoolArgs>()
    .Shape<AveragePoolArgs>(OnnxPoolShape<AveragePoolArgs>)
    .SetDoc("The mean under each window.");

REGISTER_ONNX_OPERATOR(AveragePool, AveragePoolOp);

}  // namespace
}  // namespace netdef
