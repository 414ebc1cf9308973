// LRN of ONNX: each element divided by (bias + alpha / size * sum of squares of near channels)^beta.
// https://papers.nips.cc/paper/4824
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct LRNArgs {
  float alpha = 1e-4f, beta = 0.75f, bias = 1.0f;
  int64_t size = 1;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the sum.");
    v("beta", beta, "The exponent.");
    v("bias", bias, "Added to the sum.");
    v.Required("size", size, "Number of channels that are near.");
    if constexpr (V::kReads) NETDEF_ENFORCE(size > 0, "size must be positive, got ", size);
  }
};

class LRNOp final : public WidenedOperator<LRNArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const int64_t batch = Input(0).dim(0), channels = ChannelsOf(Input(0).dims()), plane = SizeFromDim(Input(0).dims(), 2);
    const int64_t before = std::min(channels, (args_.size - 1) / 2), after = std::min(channels, args_.size - 1 - (args_.size - 1) / 2);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* out = Output(0)->mutable_data<T>();
      ParallelFor(0, batch * channels, GrainFor(kNormGrain, plane * args_.size), [&](int64_t begin, int64_t end) {
        std::vector<T> sums(static_cast<size_t>(plane));
        for (int64_t i = begin; i < end; ++i) {
          const int64_t c = i % channels;
          const T* image = Input(0).data<T>() + (i - c) * plane;
          std::fill(sums.begin(), sums.end(), T(0));
          for (int64_t k = std::max<int64_t>(0, c - before); k <= std::min(channels - 1, c + after); ++k) {
            for (int64_t p = 0; p < plane; ++p) sums[static_cast<size_t>(p)] += image[k * plane + p] * image[k * plane + p];
          }
          const T scale = static_cast<T>(args_.alpha / static_cast<float>(args_.size));
          for (int64_t p = 0; p < plane; ++p) {
            out[i * plane + p] = image[c * plane + p] / std::pow(static_cast<T>(args_.bias) + scale * sums[static_cast<size_t>(p)], static_cast<T>(args_.beta));
          }
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(LRN)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LRNArgs>()
    .Shape<LRNArgs>([](const LRNArgs&, const ShapeInputs& in) {
      ChannelsOf(in[0].dims);
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Local response normalisation, across channels.\n\nSource: [Krizhevsky et al., 2012](https://papers.nips.cc/paper/4824).")
    .Input(0, "X", "[N, C, ...].")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(LRN, LRNOp);

}  // namespace
}  // namespace netdef
