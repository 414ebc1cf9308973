#include "compile/channel_map.h"

#include <algorithm>

#include "base/grain.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace compile {
namespace {

struct Affine {
  static float Apply(float x, float a, float b) { return a * x + b; }
};
struct PRelu {
  static float Apply(float x, float a, float) { return x > 0 ? x : a * x; }
};

template <typename Function>
NETDEF_SIMD void MapPlane(const float* x, float a, float b, int64_t n, float* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = Function::Apply(x[i], a, b);
}

// `lanes` channels side by side for each of n pixels.
template <typename Function, int kLanes>
NETDEF_SIMD void MapLanes(const float* x, const float* a, const float* b, int64_t n, float* y) {
  for (int64_t i = 0; i < n; ++i) {
    for (int k = 0; k < kLanes; ++k) y[i * kLanes + k] = Function::Apply(x[i * kLanes + k], a[k], b[k]);
  }
}

template <typename Function>
class ChannelMap final : public PlainKernel {
 public:
  ChannelMap(const Dims& dims, Layout layout, bool two)
      : layout_(layout), two_(two), batch_(dims[0]), channels_(StoredChannels(dims, layout)), pixels_(NumElements(dims) / (dims[0] * dims[1])) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const Operands& operands, void*) const override {
    const float* x = operands[0].data<const float>();
    const float* a = operands[1].data<const float>();
    const float* b = two_ ? operands[2].data<const float>() : a;
    float* y = operands.back().data<float>();
    if (layout_ == Layout::kChannelsLast) return Pixels(x, a, b, y);
    const int64_t lanes = layout_ == Layout::kBlocked ? ChannelBlock() : 1;
    const int64_t blocks = channels_ / lanes, size = lanes * pixels_;
    ParallelFor(0, batch_ * blocks, GrainFor(16384, size), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t c = i % blocks * lanes;
        const float* from = x + i * size;
        float* to = y + i * size;
        lanes == 16  ? MapLanes<Function, 16>(from, a + c, b + c, pixels_, to)
        : lanes == 8 ? MapLanes<Function, 8>(from, a + c, b + c, pixels_, to)
                     : MapPlane<Function>(from, a[c], b[c], pixels_, to);
      }
    });
  }

 private:
  void Pixels(const float* x, const float* a, const float* b, float* y) const {
    ParallelFor(0, batch_ * pixels_, GrainFor(16384, channels_), [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; ++p) {
        for (int64_t c = 0; c < channels_; ++c) y[p * channels_ + c] = Function::Apply(x[p * channels_ + c], a[c], b[c]);
      }
    });
  }

  const Layout layout_;
  const bool two_;
  const int64_t batch_, channels_, pixels_;
};

}  // namespace

std::shared_ptr<const Kernel> MakeChannelMap(ChannelFunction function, const Dims& dims, Layout layout) {
  if (function == ChannelFunction::kAffine) return std::make_shared<ChannelMap<Affine>>(dims, layout, true);
  return std::make_shared<ChannelMap<PRelu>>(dims, layout, false);
}

}  // namespace compile
}  // namespace netdef
