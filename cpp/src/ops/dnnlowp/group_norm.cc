// Engine DNNLOWP of GroupNorm, and Int8GroupNorm. Statistics are those of the bytes; then, as in Caffe2, everything becomes an
// integer: means are rounded to bytes, 1 / sqrt(variance + epsilon) and gamma are quantized to bytes by their ranges, and
// y = gamma * inv_std * (x - mean) + beta is a sum of their products, requantized.
#include "ops/dnnlowp/_shared.h"
#include "core/image_layout.h"

namespace netdef {
namespace dnnlowp {
namespace {

struct GroupNormArgs {
  int64_t group = 32;
  float epsilon = 1e-5f;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("group", group, "Number of groups.");
    v("epsilon", epsilon, "Added to the variance.");
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GT(group, 0, "group must be positive");
      NETDEF_ENFORCE(epsilon >= 0, "epsilon must not be negative, got ", epsilon);
    }
  }
};

class GroupNormOp final : public TwinOperator {
 public:
  GroupNormOp(const OperatorDef& def, Workspace* ws)
      : TwinOperator(def, ws, "GroupNorm", false, -1, Arguments(def).Get<bool>("is_test", false) ? 1 : 3),
        norm_(ParseArgs<GroupNormArgs>(Arguments(def))) {}

  bool RunOnDevice() override {
    FeedReal();
    const std::vector<float> beta(twin_.input(2)->data<float>(), twin_.input(2)->data<float>() + twin_.input(2)->numel());
    const QParams y = OutputParams();
    const QParams x = FeedQuantized(0, args_.preserve_activation_sparsity), gamma = FeedQuantized(1, false);
    const Tensor& values = *twin_.input(0);
    const StorageOrder order = StorageOrderFromString(norm_.order);
    const ImageDims dims(values.dims(), order);
    NETDEF_ENFORCE(dims.channels % norm_.group == 0, "the ", dims.channels, " channels do not make ", norm_.group, " groups");
    NETDEF_ENFORCE(twin_.input(1)->numel() == dims.channels && static_cast<int64_t>(beta.size()) == dims.channels,
                   "gamma and beta must have one element for each of the ", dims.channels, " channels");
    if (values.numel() == 0) {
      Write(values.dims(), y, [](int64_t) { return 0; });
      return true;
    }
    const auto plane_of = [=](int64_t i) {  // image * channels + channel
      return order == StorageOrder::kNCHW ? i / dims.pixels : i / (dims.pixels * dims.channels) * dims.channels + i % dims.channels;
    };
    const Statistics groups = StatisticsOf(values, dims, plane_of, x);
    const float unit = x.scale * groups.inv_std_params.scale * gamma.scale, beta_unit = x.scale * gamma.scale;
    const float* factor = twin_.input(1)->data<float>();
    std::vector<int64_t> slopes, offsets;
    for (int64_t plane = 0; plane < NumElements({dims.batch, dims.channels}); ++plane) {
      const int64_t c = plane % dims.channels, group = plane / (dims.channels / norm_.group);
      slopes.push_back(static_cast<int64_t>(factor[c]) * groups.inv_std[static_cast<size_t>(group)]);
      const int64_t in_steps = Rounded(beta[static_cast<size_t>(c)] / beta_unit);
      offsets.push_back(Rounded(static_cast<double>(in_steps) * (static_cast<double>(beta_unit) / unit)) -
                        slopes.back() * groups.mean[static_cast<size_t>(group)]);
    }
    const float* v = values.data<float>();
    Write(values.dims(), y, [&](int64_t i) {
      const auto plane = static_cast<size_t>(plane_of(i));
      return Requantize(static_cast<float>(slopes[plane] * static_cast<int64_t>(v[i]) + offsets[plane]), unit / y.scale);
    }, args_.followed_by == "Relu");
    return true;
  }

 private:
  // For each group of each image, in steps of the input and of `inv_std_params`, without the zero points.
  struct Statistics {
    std::vector<int64_t> mean, inv_std;
    QParams inv_std_params;
  };

  static int64_t Rounded(double x) { return static_cast<int64_t>(std::nearbyint(std::min(std::max(x, -1e12), 1e12))); }

  template <typename PlaneOf>
  Statistics StatisticsOf(const Tensor& values, const ImageDims& dims, PlaneOf plane_of, const QParams& x) const {
    Statistics s;
    const int64_t width = dims.channels / norm_.group;
    const auto groups = static_cast<size_t>(dims.batch * norm_.group);
    std::vector<double> sum(groups), squares(groups);
    const float* v = values.data<float>();
    for (int64_t i = 0; i < values.numel(); ++i) {
      const auto group = static_cast<size_t>(plane_of(i) / width);
      sum[group] += v[i];
      squares[group] += static_cast<double>(v[i]) * v[i];
    }
    const auto count = static_cast<double>(width * dims.pixels);
    std::vector<float> inv_std;
    for (size_t g = 0; g < groups; ++g) {
      const double mean = sum[g] / count, variance = std::max(0.0, squares[g] / count - mean * mean);
      s.mean.push_back(Rounded(mean + x.zero) - x.zero);
      inv_std.push_back(static_cast<float>(1 / std::sqrt(variance * x.scale * x.scale + norm_.epsilon)));
    }
    const auto range = std::minmax_element(inv_std.begin(), inv_std.end());
    s.inv_std_params = ChooseParams(*range.first, *range.second);
    for (float value : inv_std) s.inv_std.push_back(Quantize(value, s.inv_std_params) - s.inv_std_params.zero);
    return s;
  }

  const GroupNormArgs norm_;
};

OPERATOR_SCHEMA(Int8GroupNorm)
    .NumInputs(3)
    .NumOutputs({1, 3})
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("Group normalisation of a quantized image, under engine DNNLOWP; see GroupNorm.")
    .Input(0, "X", "Int8Tensor or float tensor.")
    .Input(1, "gamma", "Float vector, one for each channel.")
    .Input(2, "beta", "Likewise.")
    .Output(0, "Y", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(GroupNorm, DNNLOWP, GroupNormOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8GroupNorm, DNNLOWP, GroupNormOp);
DNNLOWP_NO_GRADIENT(Int8GroupNorm);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
