// GRU of ONNX: gated recurrent units; the gates are update, reset and hidden. https://arxiv.org/abs/1406.1078
#include "ops/onnx_recurrent/_shared.h"

namespace netdef {
namespace {

struct GruArgs : RecurrentArgs {
  bool linear_before_reset = false;

  template <typename V>
  void Fields(V& v) {
    RecurrentArgs::Fields(v);
    v("linear_before_reset", linear_before_reset, "The reset gate is applied to the product with R, else to the state before it.");
  }
};

struct GruCell {
  static constexpr int64_t kGates = 3;
  static constexpr int kStates = 1;
  static std::vector<std::string> Usual() { return {"Sigmoid", "Tanh"}; }

  template <typename T>
  static void Run(const Step<T>& s, const GruArgs& args) {
    const int64_t n = s.hidden;
    std::vector<T> gates, candidate, reset(static_cast<size_t>(s.batch * n));
    s.Project(s.h, 0, 2, &gates);
    const auto gate = [&](int64_t b, int64_t g, int64_t i) {
      return s.f[0](s.Clipped(static_cast<double>(s.x[(b * 3 + g) * n + i] + gates[static_cast<size_t>((b * 2 + g) * n + i)])));
    };
    if (args.linear_before_reset) {
      s.Project(s.h, 2, 1, &candidate);
    } else {
      for (int64_t i = 0; i < s.batch * n; ++i) reset[static_cast<size_t>(i)] = static_cast<T>(gate(i / n, 1, i % n)) * s.h[i];
      s.Project(reset.data(), 2, 1, &candidate);
    }
    for (int64_t i = 0; i < s.batch * n; ++i) {
      const int64_t b = i / n, k = i % n;
      if (!s.active[b]) continue;
      const double z = gate(b, 0, k), r = args.linear_before_reset ? gate(b, 1, k) : 1;
      const double h = s.f[1](s.Clipped(static_cast<double>(s.x[(b * 3 + 2) * n + k]) + r * static_cast<double>(candidate[static_cast<size_t>(i)])));
      s.h[i] = static_cast<T>((1 - z) * h + z * static_cast<double>(s.h[i]));
    }
  }
};

ONNX_OPERATOR_SCHEMA(GRU)
    .FillUsing(RecurrentSchema<GruCell, GruArgs>)
    .SetDoc("Gated recurrent units.\n\nThe order of the gates in the weights is update, reset, hidden. Source: [Cho et al., 2014](https://arxiv.org/abs/1406.1078).");

REGISTER_ONNX_OPERATOR(GRU, RecurrentOp<GruCell, GruArgs>);

}  // namespace
}  // namespace netdef
