#include "ops/conv/_winograd.h"

#include <algorithm>

#include "base/cpu.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace winograd {
namespace {

// The filter's basis: G of the paper.
constexpr double kG2[4][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
constexpr double kG4[6][3] = {{1.0 / 4, 0, 0},           {-1.0 / 6, -1.0 / 6, -1.0 / 6}, {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                              {1.0 / 24, 1.0 / 12, 1.0 / 6}, {1.0 / 24, -1.0 / 12, 1.0 / 6}, {0, 0, 1}};

}  // namespace

namespace {

// The filters of `lanes` outputs at one input, side by side: u[point * step + lane].
template <int kN>
NETDEF_SIMD void TransformLanes(const double (&g)[kN][3], const float* filter, int64_t stride, int64_t lanes, float* u, int64_t step) {
  constexpr int kMost = 2 * static_cast<int>(kLanes);
  double taps[9][kMost] = {}, rows[kN][3][kMost];
  for (int64_t k = 0; k < lanes; ++k) {
    for (int t = 0; t < 9; ++t) taps[t][k] = filter[k * stride + t];
  }
  for (int r = 0; r < kN; ++r) {
    for (int c = 0; c < 3; ++c) {
      for (int k = 0; k < kMost; ++k) rows[r][c][k] = g[r][0] * taps[c][k] + g[r][1] * taps[3 + c][k] + g[r][2] * taps[6 + c][k];
    }
  }
  for (int r = 0; r < kN; ++r) {
    for (int c = 0; c < kN; ++c) {
      float* out = u + (r * kN + c) * step;
      for (int64_t k = 0; k < lanes; ++k) {
        out[k] = static_cast<float>(rows[r][0][k] * g[c][0] + rows[r][1][k] * g[c][1] + rows[r][2][k] * g[c][2]);
      }
    }
  }
}

}  // namespace

void TransformFilter(const Problem& p, const float* filter, int64_t outputs, int64_t inputs, float* u) {
  const int64_t depth = p.in_channels(), pairs = (p.out_blocks + 1) / 2;
  ParallelFor(0, pairs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t pair = begin; pair < end; ++pair) {
      const int64_t first = pair * 2 * kLanes;
      const int64_t width = 2 * pair + 1 < p.out_blocks ? 2 * kLanes : kLanes, lanes = std::min(width, outputs - first);
      float* panel = u + first * p.points() * depth;
      if (lanes < width || inputs < depth) std::fill_n(panel, width * p.points() * depth, 0.0f);
      for (int64_t i = 0; i < inputs; ++i) {
        const float* f = filter + (first * inputs + i) * 9;
        p.m == 2 ? TransformLanes<4>(kG2, f, inputs * 9, lanes, panel + i * width, depth * width)
                 : TransformLanes<6>(kG4, f, inputs * 9, lanes, panel + i * width, depth * width);
      }
    }
  });
}

// --- the choice

namespace {

// Seconds, from measurements on one core of a CPU with two 512-bit multipliers; only their proportions matter.
constexpr double kDirectFlops = 140e9, kProductFlops = 155e9;
constexpr double kMemoryBytes = 14.5e9, kCacheBytes = 40e9;  // filters come from memory once and then from the last cache
constexpr double kBasis[] = {60e-9, 150e-9};  // there or back, a tile of 16 channels; m = 2, 4
constexpr double kMargin = 0.9;  // the filters take more memory, and longer to prepare

// Tiles whose transforms stay near the core while all filters pass by.
int64_t ChunkTiles(const Problem& p) {
  const int64_t by_cache = (int64_t{1} << 20) / (p.points() * p.in_channels() * static_cast<int64_t>(sizeof(float)));
  return std::min(p.tiles(), std::max<int64_t>(56, by_cache / 14 * 14));
}

double Seconds(const Problem& p) {
  const auto tiles = static_cast<double>(p.tiles());
  const size_t which = p.m == 2 ? 0 : 1;
  const double products = 2.0 * static_cast<double>(p.points() * p.in_channels() * p.out_blocks * kLanes) * tiles;
  const double basis = tiles * static_cast<double>(p.in_blocks + p.out_blocks) * kBasis[which];
  const double again = static_cast<double>((p.tiles() - 1) / ChunkTiles(p));
  const double filter = static_cast<double>(FilterFloats(p)) * sizeof(float);
  return products / kProductFlops + basis + filter / kMemoryBytes + again * filter / kCacheBytes;
}

}  // namespace

int64_t BestTile(const Problem& problem) {
  if (!CpuHasAvx512()) return 0;
  const double taps = 9.0 * static_cast<double>(problem.in_channels() * problem.out_blocks * kLanes);
  const double pixels = static_cast<double>(problem.batch * problem.out_height * problem.out_width);
  double best = kMargin * (2 * taps * pixels / kDirectFlops + taps * sizeof(float) / kMemoryBytes);
  int64_t m = 0;
  for (int64_t candidate : {2, 4}) {
    Problem p = problem;
    p.m = candidate;
    const double seconds = Seconds(p);
    if (seconds >= best) continue;
    best = seconds;
    m = candidate;
  }
  return m;
}

// --- the kernel

namespace {

// Threads share nothing but what they read: what one core has written is slow to come by for another. They take either
// ranges of tiles, or all tiles and ranges of outputs, where the filters are larger than the transforms; each then transforms for itself.
class WinogradKernel final : public compile::PlainKernel {
 public:
  WinogradKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> u, std::shared_ptr<const Buffer> bias)
      : p_(p), addend_(addend), u_(std::move(u)), bias_(std::move(bias)), chunk_(ChunkTiles(p)), threads_(KernelThreads()), by_tiles_(FilterFloats(p) < p.tiles() * p.points() * p.in_channels()) {}

  std::string implementation() const override { return p_.m == 2 ? "winograd:avx512:F(2x2)" : "winograd:avx512:F(4x4)"; }
  size_t scratch_bytes() const override { return static_cast<size_t>(threads_ * RoomFloats()) * sizeof(float); }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands.back().data<float>();
    const float* addend = addend_ == Addend::kNone ? nullptr : addend_ == Addend::kInPlace ? y : operands[1].data<const float>();
    const int64_t count = by_tiles_ ? p_.tiles() : Pairs(), jobs = std::min(count, threads_);
    ParallelFor(0, jobs, 1, [&](int64_t begin, int64_t end) {
      for (int64_t job = begin; job < end; ++job) {
        float* room = static_cast<float*>(scratch) + job * RoomFloats();
        const int64_t from = count * job / jobs, to = count * (job + 1) / jobs;
        by_tiles_ ? Part(x, addend, y, from, to, 0, Pairs(), room) : Part(x, addend, y, 0, p_.tiles(), from, to, room);
      }
    });
  }

 private:
  int64_t Pairs() const { return (p_.out_blocks + 1) / 2; }
  int64_t RoomFloats() const { return chunk_ * p_.points() * (p_.in_channels() + 2 * kLanes); }

  void Part(const float* x, const float* addend, float* y, int64_t first_tile, int64_t last_tile, int64_t first_pair, int64_t last_pair, float* v) const {
    const float* u = static_cast<const float*>(u_->data());
    const float* bias = static_cast<const float*>(bias_->data());
    float* products = v + chunk_ * p_.points() * p_.in_channels();
    for (int64_t first = first_tile; first < last_tile; first += chunk_) {
      const int64_t count = std::min(chunk_, last_tile - first);
      for (int64_t block = 0; block < p_.in_blocks; ++block) TransformInputAvx512(p_, x, first, count, block, v);
      for (int64_t pair = first_pair; pair < last_pair; ++pair) {
        MultiplyAvx512(p_, u, bias, v, first, count, 2 * pair, 2 * pair + 1 < p_.out_blocks, addend, products, y);
      }
    }
  }

  const Problem p_;
  const Addend addend_;
  const std::shared_ptr<const Buffer> u_, bias_;
  const int64_t chunk_, threads_;
  const bool by_tiles_;
};

}  // namespace

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, Addend addend, std::shared_ptr<const Buffer> u,
                                                  std::shared_ptr<const Buffer> bias) {
  return std::make_shared<WinogradKernel>(p, addend, std::move(u), std::move(bias));
}

}  // namespace winograd
}  // namespace netdef
