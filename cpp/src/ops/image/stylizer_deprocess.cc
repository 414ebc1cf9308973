// BRGNCHWCToPackedInt8BGRAStylizerDeprocess: float planes B, G, R plus a mean for each channel to pixels of bytes B, G,
// R, A. Values are clamped to 0 and 255 and cut off to whole numbers; A is 255.
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

constexpr int64_t kBytes = 4, kChannels = 3;

uint8_t ToByte(float value) {
  if (!(value > 0)) return 0;  // NaN too
  return value < 255 ? static_cast<uint8_t>(value) : uint8_t{255};
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
    ParallelFor(0, x.batch * x.pixels, 4096, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float* pixel = in + i / x.pixels * kChannels * x.pixels + i % x.pixels;
        for (int64_t c = 0; c < kChannels; ++c) out[i * kBytes + c] = ToByte(pixel[c * x.pixels] + mean[c]);
        out[i * kBytes + kChannels] = 255;
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
