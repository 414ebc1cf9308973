#include "ops/linear/_panels.h"

#include <algorithm>
#include <limits>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace panels {
namespace {

using Kind = ActivationFunction::Kind;

// What a tile itself makes of its sums; other activations follow when a row is whole.
struct Ending {
  float low = -std::numeric_limits<float>::infinity(), high = std::numeric_limits<float>::infinity(), slope = 1;
  bool complete = true;

  explicit Ending(const ActivationFunction& f) {
    switch (f.kind) {
      case Kind::kNone: break;
      case Kind::kRelu: low = 0; break;
      case Kind::kLeakyRelu: slope = f.alpha; break;
      case Kind::kClip: low = f.alpha, high = f.beta; break;
      default: complete = false;
    }
  }

  void ApplyTo(Tile* t) const { t->low = low, t->high = high, t->slope = slope; }
};

class PanelsKernel : public compile::PlainKernel {
 public:
  PanelsKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias)
      : p_(p), ending_(p.activation), weights_(std::move(weights)), bias_(std::move(bias)) {}

 protected:
  const float* weights(int64_t panel) const { return static_cast<const float*>(weights_->data()) + panel * kWidth * p_.inputs; }
  const float* bias(int64_t panel) const { return static_cast<const float*>(bias_->data()) + panel * kWidth; }

  // A tile of `rows` rows for the outputs of a panel, to be given its x.
  Tile TileOf(int64_t row, int64_t rows, int64_t panel, float* y) const {
    Tile t;
    t.rows = rows;
    t.y = y + row * p_.outputs + panel * kWidth;
    t.y_step = p_.outputs;
    t.outputs = std::min(kWidth, p_.outputs - panel * kWidth);
    return t;
  }

  void Finish(int64_t row, int64_t rows, int64_t panel, int64_t panel_end, float* y) const {
    if (ending_.complete) return;
    const int64_t begin = panel * kWidth, end = std::min(p_.outputs, panel_end * kWidth);
    for (int64_t r = row; r < row + rows; ++r) p_.activation.Apply(y + r * p_.outputs + begin, end - begin);
  }

  const Problem p_;
  const Ending ending_;

 private:
  const std::shared_ptr<const Buffer> weights_, bias_;
};

class FewRowsKernel final : public PanelsKernel {
 public:
  using PanelsKernel::PanelsKernel;
  std::string implementation() const override { return "few_rows:avx512"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    const int64_t grain = std::max<int64_t>(1, 65536 / (p_.inputs * kWidth));
    ParallelFor(0, p_.panels(), grain, [&](int64_t first, int64_t last) {
      for (int64_t panel = first; panel < last; ++panel) {
        Tile t = TileOf(0, p_.rows, panel, y);
        t.x = x;
        t.x_step = p_.inputs;
        t.inputs = p_.inputs;
        t.weights = weights(panel);
        t.bias = bias(panel);
        ending_.ApplyTo(&t);
        TileAvx512(t);
      }
      Finish(0, p_.rows, first, last, y);
    });
  }
};

class ManyRowsKernel final : public PanelsKernel {
 public:
  ManyRowsKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias)
      : PanelsKernel(p, std::move(weights), std::move(bias)), threads_(KernelThreads()) {}
  std::string implementation() const override { return "many_rows:avx512"; }
  size_t scratch_bytes() const override { return static_cast<size_t>(threads_ * SliceFloats()) * sizeof(float); }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    const bool by_panels = p_.panels() >= kPanelsToPack * threads_;  // each thread packs all rows, for enough outputs
    ParallelChunks(by_panels ? p_.panels() : p_.rows, threads_, [&](int64_t chunk, int64_t begin, int64_t end) {
      float* packed = static_cast<float*>(scratch) + chunk * SliceFloats();
      by_panels ? Rows(x, 0, p_.rows, begin, end, packed, y) : Rows(x, begin, end, 0, p_.panels(), packed, y);
    });
  }

 private:
  static constexpr int64_t kSliceRows = 16 * kTileRows, kSliceInputs = 512;  // half of a common second cache
  static constexpr int64_t kPanelsToPack = 16;

  int64_t SliceFloats() const { return std::min(p_.rows, kSliceRows) * std::min(p_.inputs, kSliceInputs); }

  void Rows(const float* x, int64_t begin, int64_t end, int64_t first, int64_t last, float* packed, float* y) const {
    for (int64_t row = begin; row < end; row += kSliceRows) {
      const int64_t rows = std::min(kSliceRows, end - row);
      for (int64_t input = 0; input < p_.inputs; input += kSliceInputs) {
        Slice(x, row, rows, input, std::min(kSliceInputs, p_.inputs - input), first, last, packed, y);
      }
      Finish(row, rows, first, last, y);
    }
  }

  void Slice(const float* x, int64_t row, int64_t rows, int64_t input, int64_t inputs, int64_t first, int64_t last, float* packed, float* y) const {
    const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
    const auto begin_of = [&](int64_t tile) { return rows * tile / tiles; };
    for (int64_t i = 0; i < tiles; ++i) {
      PackRowsAvx512(x + (row + begin_of(i)) * p_.inputs + input, p_.inputs, begin_of(i + 1) - begin_of(i), inputs, packed + begin_of(i) * inputs);
    }
    for (int64_t panel = first; panel < last; ++panel) {
      // All tiles together fetch what is read next.
      const bool more = panel + 1 < last;
      const float* next = more ? weights(panel + 1) + input * kWidth : weights(first) + (input + inputs) % p_.inputs * kWidth;
      for (int64_t i = 0; i < tiles; ++i) {
        Tile t = TileOf(row + begin_of(i), begin_of(i + 1) - begin_of(i), panel, y);
        t.x = packed + begin_of(i) * inputs;
        t.inputs = inputs;
        t.weights = weights(panel) + input * kWidth;
        t.bias = input == 0 ? bias(panel) : nullptr;
        t.ahead_step = std::max<int64_t>(1, kWidth / tiles);
        t.ahead = next + i * inputs * t.ahead_step;
        if (input + inputs == p_.inputs) ending_.ApplyTo(&t);
        TileAvx512(t);
      }
    }
  }

  const int64_t threads_;
};

}  // namespace

bool Serves(const Problem& p) {
  // Fewer weights stay in the caches without our care, and oneDNN's tiles fit narrow results better; measured.
  constexpr int64_t kManyWeights = 1 << 16;
  return CpuHasAvx512() && (p.rows <= kTileRows || (p.outputs > kWidth / 2 && WeightFloats(p) >= kManyWeights));
}

void Pack(const Problem& p, const float* w, int64_t output_step, int64_t input_step, float* packed) {
  for (int64_t panel = 0; panel < p.panels(); ++panel) {
    const int64_t first = panel * kWidth, lanes = std::min(kWidth, p.outputs - first);
    float* to = packed + first * p.inputs;
    if (lanes < kWidth) std::fill_n(to, p.inputs * kWidth, 0.0f);
    constexpr int64_t kTile = 64;
    for (int64_t i0 = 0; i0 < p.inputs; i0 += kTile) {
      const int64_t i1 = std::min(p.inputs, i0 + kTile);
      for (int64_t o = 0; o < lanes; ++o) {
        const float* from = w + (first + o) * output_step;
        for (int64_t i = i0; i < i1; ++i) to[i * kWidth + o] = from[i * input_step];
      }
    }
  }
}

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias) {
  if (p.rows <= kTileRows) return std::make_shared<FewRowsKernel>(p, std::move(weights), std::move(bias));
  return std::make_shared<ManyRowsKernel>(p, std::move(weights), std::move(bias));
}

}  // namespace panels
}  // namespace netdef
