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
constexpr int64_t kStripFloats = 128 << 10;  // of the image before, while all channels in the middle pass by

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
    const int64_t image = p.expand.in_blocks() * kLanes * p.rows.in * p.columns.in;
    const int64_t each = (image + kStripFloats * threads_ - 1) / (kStripFloats * threads_);  // strips of a thread: all have as many
    strips_ = std::min(p.rows.out, each * threads_);
    for (int64_t block = 0; block < p.expand.in_blocks(); ++block) runs_.push_back(block * p.rows.in * p.columns.in * kLanes);
  }

  std::string implementation() const override { return "expand and depthwise:avx512"; }
  size_t scratch_bytes() const override { return static_cast<size_t>(threads_ * RoomFloats()) * sizeof(float); }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    const int64_t jobs = p_.expand.batch * strips_;
    ParallelChunks(jobs, std::min(jobs, threads_), [&](int64_t chunk, int64_t begin, int64_t end) {
      float* room = static_cast<float*>(scratch) + chunk * RoomFloats();
      std::vector<const float*> rows(static_cast<size_t>(p_.rows.kernel));
      for (int64_t job = begin; job < end; ++job) {
        const int64_t strip = job % strips_, first = p_.rows.out * strip / strips_, last = p_.rows.out * (strip + 1) / strips_;
        for (int64_t block = 0; block < p_.expand.out_blocks(); block += 2) Strip(x, y, job / strips_, first, last, block, room, rows.data());
      }
    });
  }

 private:
  // Of the image in the middle there are as many rows as one row of the result is made of; each row's place is taken by a later one.
  int64_t Ring() const { return std::min(p_.rows.in, p_.rows.extent()); }
  int64_t RoomFloats() const { return Ring() * 2 * kLanes * p_.columns.in; }

  void Strip(const float* x, float* y, int64_t image, int64_t first, int64_t last, int64_t block, float* room, const float** rows) const {
    const int64_t line = p_.columns.in * kLanes, depth = p_.expand.in_channels, blocks = p_.expand.out_blocks(), ring = Ring();
    x += image * p_.expand.in_blocks() * p_.rows.in * line;
    direct::Line l;
    l.pixel_step = kLanes;
    l.pixels = p_.columns.in;
    l.runs = runs_.data();
    l.run_count = static_cast<int64_t>(runs_.size());
    l.rest = depth % kLanes;
    l.whole_runs = l.rest == 0 ? l.run_count : l.run_count - 1;
    l.filter = static_cast<const float*>(constants_.expand_filter->data()) + block * kLanes * depth;
    l.ahead = l.filter;
    l.bias = static_cast<const float*>(constants_.expand_bias->data()) + block * kLanes;
    l.limits = p_.expand.limits;
    l.y_block_step = ring * line;
    l.pair = block + 1 < blocks;
    const float *filter = static_cast<const float*>(constants_.filter->data()), *bias = static_cast<const float*>(constants_.bias->data());
    int64_t done = 0;  // rows of the image in the middle
    for (int64_t o = first; o < last; ++o) {
      const int64_t bottom = std::min(p_.rows.in, p_.rows.Position(o, p_.rows.kernel - 1) + 1);
      for (done = std::max(done, p_.rows.Position(o, 0)); done < bottom; ++done) {
        l.x = x + done * line;
        l.y = room + done % ring * line;
        direct::LineAvx512(l);
      }
      for (int64_t b = block; b < std::min(blocks, block + 2); ++b) {
        for (int64_t tap = 0; tap < p_.rows.kernel; ++tap) {
          const int64_t h = p_.rows.Position(o, tap);
          rows[tap] = h >= 0 && h < p_.rows.in ? room + (b - block) * l.y_block_step + h % ring * line : nullptr;
        }
        RowAvx512(p_, rows, filter + b * p_.taps() * kLanes, bias + b * kLanes, y + ((image * blocks + b) * p_.rows.out + o) * p_.columns.out * kLanes);
      }
    }
  }

  const Problem p_;
  const Constants constants_;
  const int64_t threads_;
  int64_t strips_ = 1;
  std::vector<int64_t> runs_;
};

}  // namespace

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Constants constants) { return std::make_shared<ExpandDepthwiseKernel>(p, std::move(constants)); }

}  // namespace expand_depthwise
}  // namespace netdef
