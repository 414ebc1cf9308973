// GroupNormalization of ONNX: groups of channels of each image moved and scaled by their own moments.
// https://arxiv.org/abs/1803.08494
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct GroupNormalizationArgs {
  float epsilon = 1e-5f;
  int64_t num_groups = 1, stash_type = 1;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to the variance.");
    v.Required("num_groups", num_groups, "Number of groups.");
    v("stash_type", stash_type, "The type to compute the moments in; netdef computes them in double.");
  }
};

class GroupNormalizationOp final : public WidenedOperator<GroupNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const int64_t batch = Input(0).dim(0), channels = ChannelsOf(Input(0).dims()), plane = SizeFromDim(Input(0).dims(), 2);
    const int64_t members = channels / args_.num_groups, group = members * plane;
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const std::vector<T> scale = ValuesOf<T>(Input(1)), bias = ValuesOf<T>(Input(2));
      T* out = Output(0)->mutable_data<T>();
      ParallelFor(0, batch * args_.num_groups, GrainFor(kNormGrain, group), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end && group > 0; ++i) {
          const T* x = Input(0).data<T>() + i * group;
          T* y = out + i * group;
          const Moments m = MomentsOf(x, group);
          const T factor = static_cast<T>(1 / std::sqrt(m.variance + static_cast<double>(args_.epsilon))), mean = static_cast<T>(m.mean);
          for (int64_t c = 0; c < members; ++c) {
            const auto channel = static_cast<size_t>(i % args_.num_groups * members + c);
            for (int64_t k = c * plane; k < (c + 1) * plane; ++k) y[k] = (x[k] - mean) * factor * scale[channel] + bias[channel];
          }
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(GroupNormalization)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<GroupNormalizationArgs>()
    .Shape<GroupNormalizationArgs>([](const GroupNormalizationArgs& args, const ShapeInputs& in) {
      const int64_t channels = ChannelsOf(in[0].dims);
      NETDEF_ENFORCE(args.num_groups > 0 && channels % args.num_groups == 0, channels, " channels cannot be divided into ", args.num_groups, " groups");
      CheckChannelVector(in[1].dims, channels, "scale");
      CheckChannelVector(in[2].dims, channels, "bias");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Normalises groups of channels of each image.\n\nSource: [Wu and He, 2018](https://arxiv.org/abs/1803.08494).")
    .Input(0, "X", "[N, C, ...].")
    .Input(1, "scale", "[C].")
    .Input(2, "bias", "[C].")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(GroupNormalization, GroupNormalizationOp);

}  // namespace
}  // namespace netdef
