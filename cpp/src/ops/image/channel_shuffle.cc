// ChannelShuffle: the channels, seen as [group, channels / group], are transposed, so that the next grouped
// convolution sees channels of every group.
// https://arxiv.org/abs/1707.01083
#include <cstring>

#include "base/grain.h"
#include "core/image_layout.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

struct ChannelShuffleArgs {
  int group = 1;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("group", group, "Number of groups.");
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
      StorageOrderFromString(order);
    }
  }
};

std::vector<TensorSpec> ChannelShuffleShape(const ChannelShuffleArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  NETDEF_ENFORCE_EQ(dims.channels % args.group, 0, "the channels must be divisible by group");
  NETDEF_ENFORCE(in[0].dtype != DType::kString, "Unsupported type of tensor: ", DTypeName(in[0].dtype));
  return {in[0]};
}

// Output channel k * groups + g is input channel g * (channels / groups) + k; the gradient goes back.
template <bool kGradient>
class ChannelShuffleBase : public KernelOperator<ChannelShuffleArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const ImageDims dims(Input(0).dims(), StorageOrderFromString(args_.order));
    const bool planes = StorageOrderFromString(args_.order) == StorageOrder::kNCHW;
    const int64_t outer = planes ? dims.batch : dims.batch * dims.pixels;
    const size_t bytes = Input(0).itemsize() * static_cast<size_t>(planes ? dims.pixels : 1);
    const auto* in = static_cast<const char*>(Input(0).raw_data());
    auto* out = static_cast<char*>(Output(0)->raw_mutable_data(Input(0).dtype()));
    if (Input(0).numel() == 0) return;
    const int64_t columns = kGradient ? args_.group : dims.channels / args_.group, rows = dims.channels / columns;
    ParallelFor(0, outer, GrainFor(8192, dims.channels * static_cast<int64_t>(bytes)), [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const char* from = in + static_cast<size_t>(n * dims.channels) * bytes;
        char* to = out + static_cast<size_t>(n * dims.channels) * bytes;
        for (int64_t k = 0; k < columns; ++k) {
          for (int64_t g = 0; g < rows; ++g, to += bytes) {
            std::memcpy(to, from + static_cast<size_t>(g * columns + k) * bytes, bytes);
          }
        }
      }
    });
  }
};

using ChannelShuffleOp = ChannelShuffleBase<false>;
using ChannelShuffleGradientOp = ChannelShuffleBase<true>;

OPERATOR_SCHEMA(ChannelShuffle)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ChannelShuffleArgs>()
    .Shape<ChannelShuffleArgs>(ChannelShuffleShape)
    .SetDoc("Deals the channels of the groups of a grouped convolution out in turn.\n\n"
            "Source: [Zhang et al., 2017](https://arxiv.org/abs/1707.01083).")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], of any fixed-size type.")
    .Output(0, "Y", "Shuffled image.");

OPERATOR_SCHEMA(ChannelShuffleGradient)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ChannelShuffleArgs>()
    .Shape<ChannelShuffleArgs>(ChannelShuffleShape)
    .SetDoc("Gradient of ChannelShuffle.")
    .Input(0, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(ChannelShuffle, ChannelShuffleOp);
REGISTER_CPU_OPERATOR(ChannelShuffleGradient, ChannelShuffleGradientOp);
SIMPLE_GRADIENT(ChannelShuffle, "ChannelShuffleGradient", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
