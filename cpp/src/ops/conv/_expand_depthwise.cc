#include "ops/conv/_expand_depthwise.h"

#include <algorithm>
#include <vector>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace expand_depthwise {
namespace {

using direct::kLanes;

constexpr int64_t kCacheFloats = 256 << 10;  // of a core's own cache
constexpr int64_t kStripFloats = 96 << 10;   // of the image in the middle, at a time

}  // namespace

bool Serves(const Problem& p) {
  if (!CpuHasAvx512() || p.expand.taps() != 1 || p.expand.rows.stride * p.expand.columns.stride != 1 || p.expand.pads()) return false;
  for (const WindowAxis* a : {&p.rows, &p.columns}) {
    if (a->pad_head < 0 || a->pad_tail < 0 || a->dilation < 1) return false;
  }
  return p.expand.out_blocks() * kLanes * p.rows.in * p.columns.in > kCacheFloats;
}

void PackFilter(const Problem& p, const float* filter, float* packed) {
  std::fill_n(packed, FilterFloats(p), 0.0f);
  for (int64_t c = 0; c < p.expand.out_channels; ++c) {
    for (int64_t tap = 0; tap < p.taps(); ++tap) packed[(c / kLanes * p.taps() + tap) * kLanes + c % kLanes] = filter[c * p.taps() + tap];
  }
}

namespace {

class ExpandDepthwiseKernel final : public compile::PlainKernel {
 public:
  ExpandDepthwiseKernel(const Problem& p, Constants constants) : p_(p), constants_(std::move(constants)), threads_(KernelThreads()) {
    const int64_t row = 2 * kLanes * p.columns.in, most_rows = std::max(Rows(1), kStripFloats / row);
    strip_ = std::max<int64_t>(1, (most_rows - Rows(1)) / p.rows.stride + 1);
    const int64_t strips = std::max((p.rows.out + strip_ - 1) / strip_, std::min<int64_t>(threads_, p.rows.out));
    strip_ = (p.rows.out + strips - 1) / strips;
    room_ = Rows(strip_) * row;
    for (int64_t block = 0; block < p.expand.in_blocks(); ++block) runs_.push_back(block * p.rows.in * p.columns.in * kLanes);
  }

  std::string implementation() const override { return "expand and depthwise:avx512"; }
  size_t scratch_bytes() const override { return static_cast<size_t>(threads_ * room_) * sizeof(float); }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    const int64_t strips = (p_.rows.out + strip_ - 1) / strip_, jobs = p_.expand.batch * strips;
    ParallelChunks(jobs, std::min(jobs, threads_), [&](int64_t chunk, int64_t begin, int64_t end) {
      float* room = static_cast<float*>(scratch) + chunk * room_;
      std::vector<const float*> rows(static_cast<size_t>(p_.rows.kernel));
      for (int64_t job = begin; job < end; ++job) {
        const int64_t first = job % strips * strip_;
        for (int64_t block = 0; block < p_.expand.out_blocks(); block += 2) Strip(x, y, job / strips, first, std::min(p_.rows.out, first + strip_), block, room, rows.data());
      }
    });
  }

 private:
  // Rows of the image in the middle that `out` rows of the result are made of.
  int64_t Rows(int64_t out) const { return std::min(p_.rows.in, (out - 1) * p_.rows.stride + p_.rows.extent()); }

  void Strip(const float* x, float* y, int64_t image, int64_t first, int64_t last, int64_t block, float* room, const float** rows) const {
    const int64_t line = p_.columns.in * kLanes, depth = p_.expand.in_channels, blocks = p_.expand.out_blocks();
    const int64_t top = std::max<int64_t>(0, p_.rows.Position(first, 0)), bottom = std::min(p_.rows.in, p_.rows.Position(last - 1, p_.rows.kernel - 1) + 1);
    direct::Line l;
    l.x = x + image * p_.expand.in_blocks() * p_.rows.in * line + top * line;
    l.pixel_step = kLanes;
    l.pixels = (bottom - top) * p_.columns.in;
    l.runs = runs_.data();
    l.run_count = static_cast<int64_t>(runs_.size());
    l.rest = depth % kLanes;
    l.whole_runs = l.rest == 0 ? l.run_count : l.run_count - 1;
    l.filter = static_cast<const float*>(constants_.expand_filter->data()) + block * kLanes * depth;
    l.ahead = l.filter;
    l.bias = static_cast<const float*>(constants_.expand_bias->data()) + block * kLanes;
    l.limits = p_.expand.limits;
    l.y = room;
    l.y_block_step = (bottom - top) * line;
    l.pair = block + 1 < blocks;
    if (bottom > top) direct::LineAvx512(l);
    const float *filter = static_cast<const float*>(constants_.filter->data()), *bias = static_cast<const float*>(constants_.bias->data());
    for (int64_t b = block; b < std::min(blocks, block + 2); ++b) {
      const float* middle = room + (b - block) * l.y_block_step;
      for (int64_t o = first; o < last; ++o) {
        for (int64_t tap = 0; tap < p_.rows.kernel; ++tap) {
          const int64_t h = p_.rows.Position(o, tap);
          rows[tap] = h >= 0 && h < p_.rows.in ? middle + (h - top) * line : nullptr;
        }
        RowAvx512(p_, rows, filter + b * p_.taps() * kLanes, bias + b * kLanes, y + ((image * blocks + b) * p_.rows.out + o) * p_.columns.out * kLanes);
      }
    }
  }

  const Problem p_;
  const Constants constants_;
  const int64_t threads_;
  int64_t strip_ = 1, room_ = 0;
  std::vector<int64_t> runs_;
};

}  // namespace

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Constants constants) { return std::make_shared<ExpandDepthwiseKernel>(p, std::move(constants)); }

}  // namespace expand_depthwise
}  // namespace netdef
