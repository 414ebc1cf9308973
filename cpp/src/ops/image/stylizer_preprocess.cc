// PackedInt8BGRANHWCToNCHWCStylizerPreprocess: camera pixels (bytes B, G, R, A) to float planes B, G, R, less a mean for
// each channel, plus normal noise that helps a style transfer net over flat areas.
#include <random>

#include "core/random_operators.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

constexpr int64_t kBytes = 4, kChannels = 3;

struct StylizerPreprocessArgs {
  float noise_std = 10.0f;
  int noise_size = 491;  // a prime, so that the noise does not line up with the image

  template <typename V>
  void Fields(V& v) {
    v("noise_std", noise_std, "Standard deviation of the noise; 0 for none.");
    v("noise_size", noise_size, "Number of noise values, which are repeated.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(noise_size > 0 && noise_size < (1 << 24), "noise_size must be positive, got ", noise_size);
    }
  }
};

std::vector<TensorSpec> StylizerPreprocessShape(const StylizerPreprocessArgs&, const ShapeInputs& in) {
  const ImageDims x = PlaneDims(in[0].dims, StorageOrder::kNHWC);
  NETDEF_ENFORCE_EQ(x.channels, kBytes, "a pixel must have four bytes, B, G, R and A");
  NETDEF_ENFORCE_EQ(NumElements(in[1].dims), kChannels, "there must be a mean for each of the channels B, G and R");
  return {TensorSpec({x.batch, kChannels, x.spatial[0], x.spatial[1]}, DType::kFloat)};
}

class StylizerPreprocessOp final : public KernelOperator<StylizerPreprocessArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  // The noise is drawn once, so an image gives the same result in every run.
  void Prepare() override {
    if (!noise_.empty()) return;
    noise_.assign(static_cast<size_t>(args_.noise_size), 0.0f);
    if (args_.noise_std == 0) return;
    std::normal_distribution<float> normal(0.0f, args_.noise_std);
    for (float& value : noise_) value = normal(context_.RandGenerator());
  }

  void Compute() override {
    const ImageDims x(Input(0).dims(), StorageOrder::kNHWC);
    const uint8_t* in = Input(0).data<uint8_t>();
    const float* mean = Input(1).data<float>();
    float* out = Output(0)->mutable_data<float>();
    const auto size = static_cast<int64_t>(noise_.size());
    ParallelFor(0, x.batch * kChannels, 1, [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const int64_t c = plane % kChannels;
        const uint8_t* from = in + plane / kChannels * x.pixels * kBytes + c;
        float* to = out + plane * x.pixels;
        int64_t noise = c * x.pixels % size;
        for (int64_t i = 0; i < x.pixels; ++i) {
          to[i] = static_cast<float>(from[i * kBytes]) - mean[c] + noise_[static_cast<size_t>(noise)];
          if (++noise == size) noise = 0;
        }
      }
    });
  }

 private:
  std::vector<float> noise_;
};

OPERATOR_SCHEMA(PackedInt8BGRANHWCToNCHWCStylizerPreprocess)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<StylizerPreprocessArgs>()
    .Shape<StylizerPreprocessArgs>(StylizerPreprocessShape)
    .SetDoc("Turns camera pixels (bytes B, G, R, A) into float planes, less a mean, plus noise.")
    .Input(0, "X", "Bytes, [N, H, W, 4].")
    .Input(1, "mean", "Means of B, G and R.")
    .Output(0, "Y", "Float image, [N, 3, H, W].");

REGISTER_CPU_OPERATOR(PackedInt8BGRANHWCToNCHWCStylizerPreprocess, StylizerPreprocessOp);
REGISTER_RANDOM_OPERATOR("", PackedInt8BGRANHWCToNCHWCStylizerPreprocess);
SHOULD_NOT_DO_GRADIENT_BECAUSE(PackedInt8BGRANHWCToNCHWCStylizerPreprocess, "its input are bytes");

}  // namespace
}  // namespace netdef
