// The poolings of quantized nets in prepared nets: on images with channels last, channels side by side in vectors.
#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"
#include "ops/quantized/_quantized_pool.h"

namespace netdef {
namespace {

using compile::Layout;

// The pixels of a window, as far as they lie in the image: `rows` rows of `columns`.
struct Part {
  const uint8_t* first;
  int64_t rows, columns, row_step, column_step;  // steps in bytes
};

NETDEF_SIMD void MaxOf(const Part p, int64_t n, uint8_t* __restrict y) {
  constexpr int64_t kBlock = 64;
  for (int64_t first = 0; first < n; first += kBlock) {
    uint8_t most[kBlock] = {};
    const int64_t count = std::min(kBlock, n - first);
    for (int64_t r = 0; r < p.rows; ++r) {
      const uint8_t* x = p.first + first + r * p.row_step;
      for (int64_t c = 0; c < p.columns; ++c, x += p.column_step) {
        if (count == kBlock) {
          for (int64_t i = 0; i < kBlock; ++i) most[i] = x[i] > most[i] ? x[i] : most[i];
        } else {
          for (int64_t i = 0; i < count; ++i) most[i] = x[i] > most[i] ? x[i] : most[i];
        }
      }
    }
    std::copy_n(most, count, y + first);
  }
}

NETDEF_SIMD void SumOf(const Part p, int64_t n, int32_t* sums) {
  std::fill_n(sums, n, 0);
  for (int64_t r = 0; r < p.rows; ++r) {
    for (int64_t c = 0; c < p.columns; ++c) {
      const uint8_t* x = p.first + r * p.row_step + c * p.column_step;
      for (int64_t i = 0; i < n; ++i) sums[i] += x[i];
    }
  }
}

NETDEF_SIMD void QuantizeSums(const int32_t* sums, int64_t n, int32_t less, float scale, const quantized::OutputArgs args, uint8_t* y) {
  const float low = static_cast<float>(args.low - args.y_zero_point), high = static_cast<float>(args.high - args.y_zero_point);
  for (int64_t i = 0; i < n; ++i) {
    const float q = std::min(std::max(std::nearbyint(static_cast<float>(sums[i] - less) * scale), low), high);
    y[i] = static_cast<uint8_t>(static_cast<int32_t>(q) + args.y_zero_point);
  }
}

class PoolKernel : public compile::PlainKernel {
 public:
  PoolKernel(const Dims& x, const Window& window) : window_(window.PaddedTo(2)), batch_(x[0]), channels_(x[1]) {}
  std::string implementation() const override { return "loop"; }

 protected:
  // pool(output pixel, part, y)
  template <typename Pool>
  void EachOutput(const compile::Operands& operands, Pool&& pool) const {
    const uint8_t* x = operands[0].data<const uint8_t>();
    uint8_t* y = operands[1].data<uint8_t>();
    const WindowAxis &rows = window_.axes[0], &columns = window_.axes[1];
    const int64_t line = columns.in * channels_, work = columns.out * channels_ * window_.taps();
    ParallelFor(0, batch_ * rows.out, GrainFor(32768, work), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t out_row = i % rows.out;
        for (int64_t o = 0; o < columns.out; ++o) {
          const Taps r = Inside(rows, out_row), c = Inside(columns, o);
          const Part part{x + (i / rows.out * rows.in + rows.Position(out_row, r.first)) * line + columns.Position(o, c.first) * channels_, r.count, c.count,
                          rows.dilation * line, columns.dilation * channels_};
          pool(out_row * columns.out + o, part, y + (i * columns.out + o) * channels_);
        }
      }
    });
  }

  const Window window_;
  const int64_t batch_, channels_;

 private:
  struct Taps {
    int64_t first, count;
  };
  static Taps Inside(const WindowAxis& a, int64_t o) {
    Taps taps{0, 0};
    while (taps.first < a.kernel && a.Position(o, taps.first) < 0) ++taps.first;
    while (taps.first + taps.count < a.kernel && a.Position(o, taps.first + taps.count) < a.in) ++taps.count;
    return taps;
  }
};

class MaxPoolKernel final : public PoolKernel {
 public:
  using PoolKernel::PoolKernel;

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    EachOutput(operands, [&](int64_t, const Part& part, uint8_t* y) { MaxOf(part, channels_, y); });
  }
};

class AveragePoolKernel final : public PoolKernel {
 public:
  AveragePoolKernel(const Dims& x, const Window& window, const QuantizedAveragePoolArgs& args) : PoolKernel(x, window), args_(args), taps_(window_) {}

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    EachOutput(operands, [&](int64_t o, Part part, uint8_t* y) {
      constexpr int64_t kBlock = 1024;
      int32_t sums[kBlock];
      const float scale = args_.x_scale / args_.y_scale / static_cast<float>(std::max<int64_t>(1, taps_.Count(o, args_.count_include_pad)));
      for (int64_t c = 0; c < channels_; c += kBlock, part.first += kBlock) {
        const int64_t n = std::min(kBlock, channels_ - c);
        SumOf(part, n, sums);
        QuantizeSums(sums, n, static_cast<int32_t>(part.rows * part.columns) * args_.x_zero_point, scale, args_, y + c);
      }
    });
  }

 private:
  const QuantizedAveragePoolArgs args_;
  const WindowTaps taps_;
};

// Windows of one or two axes.
bool Serves(const Window& window) {
  // Sums of bytes stay in int32.
  return window.axes.size() <= 2 && window.taps() < int64_t{1} << 22;
}

bool LowerMaxPool(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const Dims& x = plan.spec(op.input(0)).dims;
  const Window window = MakeWindow(ParseArgs<QuantizedMaxPoolArgs>(Arguments(op)), SpatialDims(x));
  if (!Serves(window)) return false;
  const int from = plan.Read(op.input(0), Layout::kChannelsLast);
  plan.Emit(std::make_shared<MaxPoolKernel>(x, window), {from}, {plan.Write(op.output(0), Layout::kChannelsLast)});
  return true;
}

bool LowerAveragePool(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const auto args = ParseArgs<QuantizedAveragePoolArgs>(Arguments(op));
  const Dims& x = plan.spec(op.input(0)).dims;
  const Window window = MakeWindow(args, SpatialDims(x));
  if (!Serves(window)) return false;
  const int from = plan.Read(op.input(0), Layout::kChannelsLast);
  plan.Emit(std::make_shared<AveragePoolKernel>(x, window, args), {from}, {plan.Write(op.output(0), Layout::kChannelsLast)});
  return true;
}

REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedMaxPool, LowerMaxPool);
REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedAveragePool, LowerAveragePool);

}  // namespace
}  // namespace netdef
