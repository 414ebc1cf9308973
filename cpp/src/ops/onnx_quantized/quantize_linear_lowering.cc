// QuantizeLinear and DequantizeLinear in prepared nets, from floats to uint8 and back with one scale: images get their channels last
// while they become bytes, and first while they become floats.
#include <algorithm>
#include <cstring>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "netdef/simd.h"
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
namespace {

using compile::Layout;

constexpr int64_t kTile = 128;  // pixels whose channels change places at a time

struct Scaling {
  float scale = 1;
  int32_t zero = 0;
};

NETDEF_SIMD void Quantize(const float* x, int64_t n, const Scaling s, uint8_t* y) {
  const float low = static_cast<float>(-s.zero), high = static_cast<float>(255 - s.zero);
  for (int64_t i = 0; i < n; ++i) {
    const float rounded = std::nearbyint(x[i] / s.scale);
    // NaN becomes 0, as in the plain kernel.
    const float q = std::min(std::max(rounded == rounded ? rounded : low, low), high);
    y[i] = static_cast<uint8_t>(static_cast<int32_t>(q) + s.zero);
  }
}

// Three planes to pixels of three bytes, for colours; n <= kTile.
NETDEF_SIMD void QuantizeColours(const float* x, int64_t plane, int64_t n, const Scaling s, uint8_t* y) {
  const float low = static_cast<float>(-s.zero), high = static_cast<float>(255 - s.zero);
  uint32_t pixels[kTile] = {};
  for (int c = 0; c < 3; ++c) {
    for (int64_t p = 0; p < n; ++p) {
      const float rounded = std::nearbyint(x[c * plane + p] / s.scale);
      const float q = std::min(std::max(rounded == rounded ? rounded : low, low), high);
      pixels[p] |= static_cast<uint32_t>(static_cast<int32_t>(q) + s.zero) << (8 * c);
    }
  }
  // Each pixel is written with the first byte of the next one, which then comes over it.
  for (int64_t p = 0; p + 1 < n; ++p) std::memcpy(y + 3 * p, pixels + p, 4);
  std::memcpy(y + 3 * (n - 1), pixels + n - 1, 3);
}

NETDEF_SIMD void Dequantize(const uint8_t* x, int64_t n, const Scaling s, float* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = static_cast<float>(static_cast<int32_t>(x[i]) - s.zero) * s.scale;
}

// Pixels and channels of an image; one pixel where the order does not change.
struct Extent {
  int64_t batch = 1, channels = 1, pixels = 1;
  Extent(const Dims& dims, bool image) {
    if (image) {
      batch = dims[0];
      channels = dims[1];
    }
    pixels = NumElements(dims) / (batch * channels);
  }
};

class QuantizeKernel final : public compile::PlainKernel {
 public:
  QuantizeKernel(const Extent& e, const Scaling& s) : e_(e), s_(s) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const float* x = operands[0].data<const float>();
    uint8_t* y = operands[1].data<uint8_t>();
    const int64_t tiles = (e_.pixels + kTile - 1) / kTile;
    if (e_.channels == 1) {
      ParallelFor(0, e_.batch * e_.pixels, 16384, [&](int64_t begin, int64_t end) { Quantize(x + begin, end - begin, s_, y + begin); });
      return;
    }
    ParallelFor(0, e_.batch * tiles, GrainFor(16384, kTile * e_.channels), [&](int64_t begin, int64_t end) {
      uint8_t bytes[kTile];
      for (int64_t t = begin; t < end; ++t) {
        const int64_t image = t / tiles * e_.pixels * e_.channels, first = t % tiles * kTile, n = std::min(kTile, e_.pixels - first);
        uint8_t* to = y + image + first * e_.channels;
        if (e_.channels == 3) {
          QuantizeColours(x + image + first, e_.pixels, n, s_, to);
          continue;
        }
        for (int64_t c = 0; c < e_.channels; ++c) {
          Quantize(x + image + c * e_.pixels + first, n, s_, bytes);
          for (int64_t p = 0; p < n; ++p) to[p * e_.channels + c] = bytes[p];
        }
      }
    });
  }

 private:
  const Extent e_;
  const Scaling s_;
};

class DequantizeKernel final : public compile::PlainKernel {
 public:
  DequantizeKernel(const Extent& e, const Scaling& s) : e_(e), s_(s) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const uint8_t* x = operands[0].data<const uint8_t>();
    float* y = operands[1].data<float>();
    const int64_t tiles = (e_.pixels + kTile - 1) / kTile;
    if (e_.channels == 1) {
      ParallelFor(0, e_.batch * e_.pixels, 16384, [&](int64_t begin, int64_t end) { Dequantize(x + begin, end - begin, s_, y + begin); });
      return;
    }
    ParallelFor(0, e_.batch * tiles, GrainFor(16384, kTile * e_.channels), [&](int64_t begin, int64_t end) {
      uint8_t bytes[kTile];
      for (int64_t t = begin; t < end; ++t) {
        const int64_t image = t / tiles * e_.pixels * e_.channels, first = t % tiles * kTile, n = std::min(kTile, e_.pixels - first);
        const uint8_t* from = x + image + first * e_.channels;
        for (int64_t c = 0; c < e_.channels; ++c) {
          for (int64_t p = 0; p < n; ++p) bytes[p] = from[p * e_.channels + c];
          Dequantize(bytes, n, s_, y + image + c * e_.pixels + first);
        }
      }
    });
  }

 private:
  const Extent e_;
  const Scaling s_;
};

// The one scale and zero point of uint8; false for other types and granularities.
bool FindScaling(const caffe2::OperatorDef& op, const compile::PlanBuilder& plan, Scaling* s) {
  const Arguments args(op);
  const Tensor* scale = plan.constant(op.input(1));
  const Tensor* zero = op.input_size() > 2 && !op.input(2).empty() ? plan.constant(op.input(2)) : nullptr;
  if (scale == nullptr || scale->dtype() != DType::kFloat || scale->numel() != 1) return false;
  if (zero == nullptr || zero->dtype() != DType::kUint8 || zero->numel() != 1) return false;
  if (args.Get<int>("block_size", 0) != 0 || args.Get<int>("output_dtype", 0) != 0 || args.Get<int>("precision", 0) != 0) return false;
  s->scale = *scale->data<float>();
  s->zero = *zero->data<uint8_t>();
  return true;
}

bool LowerQuantizeLinear(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  Scaling s;
  const TensorSpec& x = plan.spec(op.input(0));
  if (x.dtype != DType::kFloat || !FindScaling(op, plan, &s)) return false;
  const bool image = x.dims.size() >= 3;
  const int from = plan.Read(op.input(0), Layout::kPlain), to = plan.Write(op.output(0), image ? Layout::kChannelsLast : Layout::kPlain);
  plan.Emit(std::make_shared<QuantizeKernel>(Extent(x.dims, image), s), {from}, {to});
  return true;
}

bool LowerDequantizeLinear(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  Scaling s;
  const TensorSpec& x = plan.spec(op.input(0));
  if (x.dtype != DType::kUint8 || plan.spec(op.output(0)).dtype != DType::kFloat || !FindScaling(op, plan, &s)) return false;
  const bool image = x.dims.size() >= 3 && !plan.Has(op.input(0), Layout::kPlain) && plan.Has(op.input(0), Layout::kChannelsLast);
  const int from = plan.Read(op.input(0), image ? Layout::kChannelsLast : Layout::kPlain), to = plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(std::make_shared<DequantizeKernel>(Extent(x.dims, image), s), {from}, {to});
  return true;
}

REGISTER_LOWERING("ai.onnx", QuantizeLinear, LowerQuantizeLinear);
REGISTER_LOWERING("ai.onnx", DequantizeLinear, LowerDequantizeLinear);

}  // namespace
}  // namespace netdef
