#include "ops/conv/_direct.h"

#include <algorithm>
#include <vector>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace direct {

namespace {

constexpr int64_t kMostTile = Line::kMostTile;

}  // namespace

bool CanServe(const Problem& p) {
  if (!CpuHasAvx512()) return false;
  for (const WindowAxis* a : {&p.rows, &p.columns}) {
    if (a->pad_head < 0 || a->pad_tail < 0 || a->dilation < 1) return false;
  }
  return true;
}

bool Serves(const Problem& p) {
  if (!CanServe(p)) return false;
  // Where it was measured to win; oneDNN counts the channels that fill up a block.
  const bool joined = p.taps() == 1 && p.rows.stride * p.columns.stride == 1;
  const int64_t tile = 2 * p.columns.out <= kMostTile ? 2 * p.columns.out : p.columns.out;  // pixels at a time
  // Taps far apart that see padding for the most part are what oneDNN passes over.
  const int64_t padded = (p.rows.in + p.rows.pad_head + p.rows.pad_tail) * (p.columns.in + p.columns.pad_head + p.columns.pad_tail);
  if (std::max(p.rows.dilation, p.columns.dilation) > 1 && padded > 2 * p.rows.in * p.columns.in) return false;
  if (!joined && tile < kMostTile / 2 && p.pixels() > 64) return false;
  return p.pixels() <= (p.taps() == 1 ? 256 : 1024) || (joined && p.in_channels % kLanes != 0);
}

void PackFilter(const Problem& p, const float* filter, float* packed) {
  const int64_t taps = p.taps(), depth = p.in_channels * taps;
  ParallelFor(0, (p.out_blocks() + 1) / 2, 1, [&](int64_t begin, int64_t end) {
    for (int64_t first = 2 * begin; first < std::min(2 * end, p.out_blocks()); first += 2) {
      const int64_t width = first + 1 < p.out_blocks() ? 2 * kLanes : kLanes, outputs = std::min(width, p.out_channels - first * kLanes);
      float* panel = packed + first * kLanes * depth;
      if (outputs < width) std::fill_n(panel, width * depth, 0.0f);
      for (int64_t block = 0; block < p.in_channels; block += kLanes) {  // what is written at a time stays in the first cache
        const int64_t lanes = std::min(kLanes, p.in_channels - block);
        for (int64_t o = 0; o < outputs; ++o) {
          const float* from = filter + (first * kLanes + o) * depth + block * taps;
          float* to = panel + block * taps * width + o;
          for (int64_t c = 0; c < lanes; ++c) {
            for (int64_t tap = 0; tap < taps; ++tap) to[(tap * lanes + c) * width] = from[c * taps + tap];
          }
        }
      }
    }
  });
}

namespace {

class DirectKernel final : public compile::PlainKernel {
 public:
  DirectKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> filter, std::shared_ptr<const Buffer> bias)
      : p_(p), addend_(addend), filter_(std::move(filter)), bias_(std::move(bias)), threads_(KernelThreads()) {
    height_ = p.rows.in + p.rows.pad_head + p.rows.pad_tail;
    width_ = p.columns.in + p.columns.pad_head + p.columns.pad_tail;
    for (int64_t block = 0; block < p.in_blocks(); ++block) {
      for (int64_t r = 0; r < p.rows.kernel; ++r) {
        for (int64_t c = 0; c < p.columns.kernel; ++c) {
          runs_.push_back((block * height_ * width_ + r * p.rows.dilation * width_ + c * p.columns.dilation) * kLanes);
        }
      }
    }
    const int64_t out_rows = p.rows.out, out_columns = p.columns.out;
    const bool lines_join = p.taps() == 1 && p.rows.stride * p.columns.stride == 1 && !p.pads();
    by_inputs_ = lines_join && SharesInputs();
    const int64_t together = 2 * out_columns <= kMostTile ? 2 : 1;
    for (int64_t n = 0; n < p.batch; ++n) {
      const int64_t x = n * p.in_blocks() * height_ * width_ * kLanes, y = n * p.out_blocks() * out_rows * out_columns * kLanes;
      if (lines_join) {
        constexpr int64_t kTiles = 4 * kMostTile;
        const int64_t pixels = out_rows * out_columns, parts = std::min(pixels, std::max<int64_t>((pixels + kTiles - 1) / kTiles, KernelThreads()));
        for (int64_t i = 0; i < parts; ++i) items_.push_back({x + pixels * i / parts * kLanes, y + pixels * i / parts * kLanes, pixels * (i + 1) / parts - pixels * i / parts, 1});
      } else {
        for (int64_t r = 0; r < out_rows; r += together) {
          items_.push_back({x + r * p.rows.stride * width_ * kLanes, y + r * out_columns * kLanes, out_columns, std::min(together, out_rows - r)});
        }
      }
    }
  }

  std::string implementation() const override { return "direct:avx512"; }
  size_t scratch_bytes() const override {
    const int64_t floats = p_.pads() ? p_.batch * p_.in_blocks() * height_ * width_ * kLanes : by_inputs_ ? threads_ * OutFloats() : 0;
    return static_cast<size_t>(floats) * sizeof(float);
  }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands.back().data<float>();
    const float* addend = addend_ == Addend::kNone ? nullptr : addend_ == Addend::kInPlace ? y : operands[1].data<const float>();
    if (p_.pads()) {
      Pad(x, static_cast<float*>(scratch));
      x = static_cast<const float*>(scratch);
    }
    if (by_inputs_) return RunByInputs(x, addend, y, static_cast<float*>(scratch));
    const int64_t items = static_cast<int64_t>(items_.size()), pairs = (p_.out_blocks() + 1) / 2, threads = threads_;
    if (pairs >= threads && (pairs % threads == 0 || items < 2 * threads)) {
      // Each thread has filters of its own, but for the pair that two of them share where the pairs do not come out even.
      ParallelChunks(pairs * items, std::min(pairs * items, threads), [&](int64_t, int64_t begin, int64_t end) {
        const int64_t head = std::min(end, (begin + items - 1) / items * items), tail = std::max(head, end / items * items);
        if (begin < head) Part(x, addend, y, begin % items, begin % items + head - begin, begin / items, begin / items + 1);
        if (head < tail) Part(x, addend, y, 0, items, head / items, tail / items);
        if (tail < end) Part(x, addend, y, 0, end - tail, tail / items, tail / items + 1);
      });
    } else {
      ParallelChunks(items, std::min(items, threads), [&](int64_t, int64_t begin, int64_t end) { Part(x, addend, y, begin, end, 0, pairs); });
    }
  }

 private:
  static constexpr int64_t kNear = 128 << 10;  // floats of x that stay near the core while the filters pass by
  static constexpr int64_t kSliceRuns = 32;    // whose filters, and the next ones, have room beside them

  // Calls fn(first, count, is the first one, is the last one) for slices of the runs [begin, end).
  template <typename Fn>
  static void ForSlices(int64_t begin, int64_t end, Fn fn) {
    const int64_t runs = end - begin, slices = (runs + kSliceRuns - 1) / kSliceRuns;
    for (int64_t i = 0; i < slices; ++i) {
      const int64_t from = begin + runs * i / slices, to = begin + runs * (i + 1) / slices;
      fn(from, to - from, i == 0, i + 1 == slices);
    }
  }

  // Channels of the runs [first, first + count): all lanes of a block, or the rest of the last one.
  struct Channels {
    int64_t whole_runs, rest, depth;
  };
  Channels ChannelsOf(int64_t first, int64_t count) const {
    const int64_t rest = p_.in_channels % kLanes, all = static_cast<int64_t>(runs_.size());
    const int64_t whole = std::clamp<int64_t>((rest == 0 ? all : all - p_.taps()) - first, 0, count);
    return {whole, rest, whole * kLanes + (count - whole) * rest};
  }

  void SetRuns(int64_t first, int64_t count, Line* l) const {
    const Channels channels = ChannelsOf(first, count);
    l->runs = runs_.data() + first;
    l->run_count = count;
    l->whole_runs = channels.whole_runs;
    l->rest = channels.rest;
  }

  // The filters of a pair of output blocks from a run on.
  const float* FilterAt(int64_t pair, int64_t run) const {
    const int64_t width = 2 * pair + 1 < p_.out_blocks() ? 2 * kLanes : kLanes;
    return static_cast<const float*>(filter_->data()) + pair * 2 * kLanes * p_.in_channels * p_.taps() + ChannelsOf(0, run).depth * width;
  }

  // Output pixels that one call of the vector code serves; where x and y begin, in floats.
  struct Item {
    int64_t x, y, pixels, rows;
    int64_t tiles() const { return (rows * pixels + kMostTile - 1) / kMostTile; }
  };

  int64_t OutFloats() const { return p_.batch * p_.out_blocks() * p_.rows.out * p_.columns.out * kLanes; }

  // Whether threads do better to share the input blocks than the outputs: what another core has written is slow to come by, and
  // of channels that a core has likely made itself the sums for few outputs are less to hand over.
  bool SharesInputs() const {
    constexpr int64_t kWorthIt = 1 << 14;  // floats that are not handed over
    return threads_ > 1 && p_.in_blocks() >= std::max(threads_, 2 * p_.out_blocks()) && (p_.in_blocks() - p_.out_blocks()) * p_.pixels() * kLanes >= kWorthIt;
  }

  void RunByInputs(const float* x, const float* addend, float* y, float* parts) const {
    const int64_t plane = p_.rows.out * p_.columns.out * kLanes, blocks = p_.out_blocks(), pairs = (blocks + 1) / 2;
    ParallelChunks(p_.in_blocks(), threads_, [&](int64_t chunk, int64_t begin, int64_t end) {
      static constexpr float kNoBias[2 * kLanes] = {};
      Line l;
      l.pixel_step = kLanes;
      l.pixels = p_.rows.out * p_.columns.out;
      l.y_block_step = plane;
      l.ahead_step = std::max<int64_t>(1, 2 * kLanes / l.tiles());
      for (int64_t n = 0; n < p_.batch; ++n) {
        l.x = x + n * p_.in_blocks() * plane;
        ForSlices(begin, end, [&](int64_t run, int64_t count, bool first, bool) {
          SetRuns(run, count, &l);
          l.bias = first ? kNoBias : nullptr;
          for (int64_t pair = 0; pair < pairs; ++pair) {
            l.pair = 2 * pair + 1 < blocks;
            l.filter = FilterAt(pair, run);
            l.ahead = pair + 1 < pairs ? FilterAt(pair + 1, run) : FilterAt(0, run + count < end ? run + count : begin);
            l.y = parts + chunk * OutFloats() + (n * blocks + 2 * pair) * plane;
            LineAvx512(l);
          }
        });
      }
    });
    ParallelChunks(OutFloats() / kLanes, threads_, [&](int64_t, int64_t begin, int64_t end) {
      Sum s;
      s.part_count = threads_;
      s.part_step = OutFloats();
      s.limits = p_.limits;
      for (int64_t at = begin * kLanes; at < end * kLanes; at += s.vectors * kLanes) {
        s.vectors = std::min(end * kLanes, (at / plane + 1) * plane) / kLanes - at / kLanes;
        s.parts = parts + at;
        s.bias = static_cast<const float*>(bias_->data()) + at / plane % blocks * kLanes;
        s.addend = addend == nullptr ? nullptr : addend + at;
        s.y = y + at;
        SumAvx512(s);
      }
    });
  }

  void Pad(const float* x, float* to) const {
    const int64_t line = p_.columns.in * kLanes, head = p_.columns.pad_head * kLanes, row = width_ * kLanes;
    ParallelFor(0, p_.batch * p_.in_blocks() * height_, std::max<int64_t>(1, 16384 / row), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t h = i % height_ - p_.rows.pad_head;
        float* out = to + i * row;
        if (h < 0 || h >= p_.rows.in) {
          std::fill_n(out, row, 0.0f);
          continue;
        }
        std::fill_n(out, head, 0.0f);
        std::copy_n(x + (i / height_ * p_.rows.in + h) * line, line, out + head);
        std::fill_n(out + head + line, row - head - line, 0.0f);
      }
    });
  }

  void Part(const float* x, const float* addend, float* y, int64_t first, int64_t last, int64_t first_pair, int64_t last_pair) const {
    const int64_t runs = static_cast<int64_t>(runs_.size()), out_plane = p_.rows.out * p_.columns.out * kLanes;
    // What an item reads of x for a slice: its part of the image, or less where strides pass over pixels.
    const int64_t of_image = p_.batch * height_ * width_ / static_cast<int64_t>(items_.size()), of_pixels = items_[0].rows * items_[0].pixels * p_.taps();
    const int64_t blocks = std::min(p_.in_blocks(), std::max<int64_t>(1, kSliceRuns / p_.taps()));
    const int64_t chunk = std::max<int64_t>(1, kNear / std::max<int64_t>(1, std::min(of_image, of_pixels) * blocks * kLanes));
    const float* bias = static_cast<const float*>(bias_->data());
    Line l;
    l.pixel_step = p_.columns.stride * kLanes;
    l.row_step = p_.rows.stride * width_ * kLanes;
    l.y_row_step = p_.columns.out * kLanes;
    l.y_block_step = out_plane;
    for (int64_t begin = first; begin < last; begin += chunk) {
      const int64_t end = std::min(last, begin + chunk);
      int64_t tiles = 0;
      for (int64_t i = begin; i < end; ++i) tiles += items_[static_cast<size_t>(i)].tiles();
      l.ahead_step = std::max<int64_t>(1, 2 * kLanes / tiles);
      ForSlices(0, runs, [&](int64_t run, int64_t count, bool is_first, bool is_last) {
        SetRuns(run, count, &l);
        const int64_t depth = ChannelsOf(run, count).depth;
        l.limits = is_last ? p_.limits : Limits();
        for (int64_t pair = first_pair; pair < last_pair; ++pair) {
          l.filter = FilterAt(pair, run);
          l.bias = is_first ? bias + pair * 2 * kLanes : nullptr;
          l.pair = 2 * pair + 1 < p_.out_blocks();
          // All calls of a pair together fetch the filters that are next.
          l.ahead = pair + 1 < last_pair ? FilterAt(pair + 1, run) : FilterAt(first_pair, is_last ? 0 : run + count);
          for (int64_t i = begin; i < end; ++i) {
            const Item& item = items_[static_cast<size_t>(i)];
            const int64_t at = item.y + pair * 2 * out_plane;
            l.x = x + item.x;
            l.pixels = item.pixels;
            l.rows = item.rows;
            l.y = y + at;
            l.addend = addend == nullptr || !is_first ? nullptr : addend + at;
            LineAvx512(l);
            l.ahead += l.tiles() * depth * l.ahead_step;
          }
        }
      });
    }
  }

  const Problem p_;
  const Addend addend_;
  const std::shared_ptr<const Buffer> filter_, bias_;
  const int64_t threads_;
  bool by_inputs_ = false;
  int64_t height_ = 0, width_ = 0;
  std::vector<int64_t> runs_;
  std::vector<Item> items_;
};

}  // namespace

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> filter, std::shared_ptr<const Buffer> bias) {
  return std::make_shared<DirectKernel>(p, addend, std::move(filter), std::move(bias));
}

}  // namespace direct
}  // namespace netdef
