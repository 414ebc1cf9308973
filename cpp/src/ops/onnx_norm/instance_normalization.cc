// InstanceNormalization of ONNX: each channel of each image moved and scaled by its own moments.
// https://arxiv.org/abs/1607.08022
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct InstanceNormalizationArgs {
  float epsilon = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to the variance.");
  }
};

class InstanceNormalizationOp final : public WidenedOperator<InstanceNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const int64_t batch = Input(0).dim(0), channels = ChannelsOf(Input(0).dims()), plane = SizeFromDim(Input(0).dims(), 2);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const std::vector<T> scale = ValuesOf<T>(Input(1)), bias = ValuesOf<T>(Input(2));
      T* out = Output(0)->mutable_data<T>();
      ParallelFor(0, batch * channels, GrainFor(kNormGrain, plane), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end && plane > 0; ++i) {
          const T* x = Input(0).data<T>() + i * plane;
          T* y = out + i * plane;
          const Moments m = MomentsOf(x, plane);
          const auto c = static_cast<size_t>(i % channels);
          const T factor = static_cast<T>(static_cast<double>(scale[c]) / std::sqrt(m.variance + static_cast<double>(args_.epsilon)));
          const T mean = static_cast<T>(m.mean);
          for (int64_t k = 0; k < plane; ++k) y[k] = (x[k] - mean) * factor + bias[c];
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(InstanceNormalization)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<InstanceNormalizationArgs>()
    .Shape<InstanceNormalizationArgs>([](const InstanceNormalizationArgs&, const ShapeInputs& in) {
      CheckChannelVector(in[1].dims, ChannelsOf(in[0].dims), "scale");
      CheckChannelVector(in[2].dims, ChannelsOf(in[0].dims), "B");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Normalises each channel of each image.\n\nSource: [Ulyanov et al., 2016](https://arxiv.org/abs/1607.08022).")
    .Input(0, "input", "[N, C, ...].")
    .Input(1, "scale", "[C].")
    .Input(2, "B", "[C]: the bias.")
    .Output(0, "output", "Shape and type of the input.");

REGISTER_ONNX_OPERATOR(InstanceNormalization, InstanceNormalizationOp);

}  // namespace
}  // namespace netdef
