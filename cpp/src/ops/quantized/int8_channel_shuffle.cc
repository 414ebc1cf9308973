// Int8ChannelShuffle: channels of an NHWC tensor seen as a (group, C / group) matrix, transposed.
#include "base/grain.h"
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct ShuffleArgs : int8::OutputArgs {
  int group = 1;
  std::string order = "NCHW";
  int kernel = 0;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("group", group, "Number of groups, at least 2.");
    v("order", order, "Must be NHWC.");
    v("kernel", kernel, "Ignored.");
  }
};

class Int8ChannelShuffleOp final : public int8::Int8Operator<ShuffleArgs> {
 public:
  Int8ChannelShuffleOp(const OperatorDef& def, Workspace* ws) : Int8Operator(def, ws) {
    int8::RequireNHWC(type(), args_.order);
  }

 protected:
  void Compute() override {
    RequireQuantizationOf(X(0));
    const Tensor& input = X(0).t;
    NETDEF_ENFORCE_GE(input.dim(), 1, "[Int8ChannelShuffle] expects channels as the last dimension");
    const int64_t channels = input.dim(input.dim() - 1), groups = args_.group;
    NETDEF_ENFORCE_GE(groups, 2, "[Int8ChannelShuffle] failed to create the operator: at least two groups required");
    NETDEF_ENFORCE(channels % groups == 0, "[Int8ChannelShuffle] ", channels, " channels cannot be divided into ", groups,
                   " groups");
    const uint8_t* x = input.data<uint8_t>();
    uint8_t* y = Y()->t.mutable_data<uint8_t>();
    if (input.numel() == 0) return;
    const int64_t each = channels / groups;
    ParallelFor(0, input.numel() / channels, GrainFor(int8::kGrain, channels), [=](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; ++p) {
        const uint8_t* from = x + p * channels;
        uint8_t* to = y + p * channels;
        for (int64_t c = 0; c < each; ++c) {
          for (int64_t g = 0; g < groups; ++g) *to++ = from[g * each + c];
        }
      }
    });
  }
};

OPERATOR_SCHEMA(Int8ChannelShuffle)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ShuffleArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Interleaves the groups of channels of a quantized tensor: channel g * (C / group) + c becomes "
            "c * group + g. Y_scale and Y_zero_point must be those of the input.")
    .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
    .Output(0, "Y", "Int8Tensor of the shape of X.");

REGISTER_CPU_OPERATOR(Int8ChannelShuffle, Int8ChannelShuffleOp);
INT8_NO_GRADIENT(Int8ChannelShuffle);

}  // namespace
}  // namespace netdef
