// MaxPool of ONNX: the largest element under each window and, if asked for, where it is.
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct MaxPoolArgs : OnnxPoolArgs {
  int64_t storage_order = 0;

  template <typename V>
  void Fields(V& v) {
    OnnxPoolArgs::Fields(v);
    v("storage_order", storage_order, "Of the indices: 0, row-major, or 1, column-major.");
    if constexpr (V::kReads) NETDEF_ENFORCE(storage_order == 0 || storage_order == 1, "storage_order must be 0 or 1, got ", storage_order);
  }
};

class MaxPoolOp final : public WidenedOperator<MaxPoolArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const Window window = args_.On(dims);
    const WindowTaps taps(window);
    const int64_t pixels = SizeFromDim(dims, 2);
    int64_t* indices = HasOutput(1) ? Output(1)->mutable_data<int64_t>() : nullptr;
    DispatchTypes<float, double, int8_t, uint8_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ForEachOutput(dims, window, [&](int64_t plane, int64_t output, int64_t out) {
        const T* in = x + plane * pixels;
        int64_t best = -1;
        taps.Visit(output, [&](int64_t pixel, int64_t /*tap*/) {
          if (best < 0 || in[pixel] > in[best] || in[pixel] != in[pixel]) best = pixel;
        });
        y[out] = best < 0 ? std::numeric_limits<T>::lowest() : in[best];
        if (indices != nullptr) indices[out] = plane * pixels + (args_.storage_order == 1 && best >= 0 ? ColumnMajor(best, dims) : best);
      });
    });
  }

 private:
  static int64_t ColumnMajor(int64_t pixel, const Dims& dims) {
    int64_t index = 0, step = SizeFromDim(dims, 2);
    for (size_t i = dims.size(); i-- > 2;) {
      step /= dims[i];
      index += pixel % dims[i] * step;
      pixel /= dims[i];
    }
    return index;
  }
};

ONNX_OPERATOR_SCHEMA(MaxPool)
    .FillUsing(PoolBlobs)
    .NumOutputs(1, 2)
    .Args<MaxPoolArgs>()
    .Shape<MaxPoolArgs>([](const MaxPoolArgs& args, const ShapeInputs& in) {
      std::vector<TensorSpec> specs = OnnxPoolShape(args, in);
      specs.emplace_back(specs[0].dims, DType::kInt64);
      return specs;
    })
    .SetDoc("The largest element under each window.")
    .Output(1, "Indices", "int64: where it is, counted through the whole input.");

REGISTER_ONNX_OPERATOR(MaxPool, MaxPoolOp);

}  // namespace
}  // namespace netdef
