// BRGNCHWCToPackedInt8BGRAStylizerDeprocess: float planes B, G, R plus a mean for each channel to pixels of bytes B, G,
// R, A. Values are clamped to 0 and 255 and cut off to whole numbers; A is 255.
#include <algorithm>
#include <cstring>

#include "base/grain.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

constexpr int64_t kBytes = 4, kChannels = 3;

// NaN gives 0.
uint32_t ToByte(float value) {
  value = value > 0 ? value : 0;
  return static_cast<uint32_t>(static_cast<int32_t>(value < 255 ? value : 255));
}

// n pixels of the planes from `x` on, `plane` apart.
NETDEF_SIMD void ToPixels(const float* x, int64_t plane, const float* mean, int64_t n, uint8_t* y) {
  constexpr int64_t kBlock = 256;
  uint32_t pixels[kBlock];
  const float b = mean[0], g = mean[1], r = mean[2];
  for (int64_t first = 0; first < n; first += kBlock) {
    const int64_t count = std::min(kBlock, n - first);
    const float* from = x + first;
    for (int64_t i = 0; i < count; ++i) {
      pixels[i] = ToByte(from[i] + b) | ToByte(from[plane + i] + g) << 8 | ToByte(from[2 * plane + i] + r) << 16 | uint32_t{255} << 24;
    }
    std::memcpy(y + first * kBytes, pixels, static_cast<size_t>(count) * sizeof(uint32_t));
  }
}

std::vector<TensorSpec> StylizerDeprocessShape(const NoArgs&, const ShapeInputs& in) {
  const ImageDims x = PlaneDims(in[0].dims, StorageOrder::kNCHW);
  NETDEF_ENFORCE_EQ(x.channels, kChannels, "there must be three channels, B, G and R");
  NETDEF_ENFORCE_EQ(NumElements(in[1].dims), kChannels, "there must be a mean for each of the channels B, G and R");
  return {TensorSpec({x.batch, x.spatial[0], x.spatial[1], kBytes}, DType::kUint8)};
}

class StylizerDeprocessOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const ImageDims x(Input(0).dims(), StorageOrder::kNCHW);
    const float* in = Input(0).data<float>();
    const float* mean = Input(1).data<float>();
    uint8_t* out = Output(0)->mutable_data<uint8_t>();
    if (x.pixels == 0) return;
    const int64_t rows = x.spatial[0], width = x.spatial[1];
    ParallelFor(0, x.batch * rows, GrainFor(16384, width), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        ToPixels(in + i / rows * kChannels * x.pixels + i % rows * width, x.pixels, mean, width, out + i * width * kBytes);
      }
    });
  }
};

OPERATOR_SCHEMA(BRGNCHWCToPackedInt8BGRAStylizerDeprocess)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape<NoArgs>(StylizerDeprocessShape)
    .SetDoc("Turns float planes plus a mean into pixels of bytes B, G, R, A.")
    .Input(0, "X", "Float image, [N, 3, H, W].")
    .Input(1, "mean", "Means of B, G and R.")
    .Output(0, "Y", "Bytes, [N, H, W, 4].");

REGISTER_CPU_OPERATOR(BRGNCHWCToPackedInt8BGRAStylizerDeprocess, StylizerDeprocessOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(BRGNCHWCToPackedInt8BGRAStylizerDeprocess, "its output are bytes");

}  // namespace
}  // namespace netdef
