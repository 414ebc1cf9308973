#include "ops/linear/_few_rows.h"

#include <algorithm>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace few_rows {
namespace {

class FewRowsKernel final : public compile::PlainKernel {
 public:
  FewRowsKernel(const Problem& p, std::shared_ptr<const Buffer> weights, std::shared_ptr<const Buffer> bias)
      : p_(p), weights_(std::move(weights)), bias_(std::move(bias)) {}
  std::string implementation() const override { return "few_rows:avx512"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    const int64_t grain = std::max<int64_t>(1, 65536 / (p_.inputs * kWidth));
    ParallelFor(0, p_.panels(), grain, [&](int64_t first, int64_t last) {
      PanelsAvx512(p_, x, static_cast<const float*>(weights_->data()), static_cast<const float*>(bias_->data()), first, last, y);
    });
  }

 private:
  const Problem p_;
  const std::shared_ptr<const Buffer> weights_, bias_;
};

}  // namespace

bool Serves(const Problem& p) { return CpuHasAvx512() && p.rows <= kMostRows; }

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
  return std::make_shared<FewRowsKernel>(p, std::move(weights), std::move(bias));
}

}  // namespace few_rows
}  // namespace netdef
