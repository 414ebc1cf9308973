// LSTM of ONNX: long short-term memory with optional peepholes; the gates are input, output, forget and cell.
// https://doi.org/10.1162/neco.1997.9.8.1735
#include "ops/onnx_recurrent/_shared.h"

namespace netdef {
namespace {

struct LstmArgs : RecurrentArgs {
  bool input_forget = false;

  template <typename V>
  void Fields(V& v) {
    RecurrentArgs::Fields(v);
    v("input_forget", input_forget, "The forget gate is one less the input gate.");
  }
};

struct LstmCell {
  static constexpr int64_t kGates = 4;
  static constexpr int kStates = 2;
  static std::vector<std::string> Usual() { return {"Sigmoid", "Tanh", "Tanh"}; }

  template <typename T>
  static void Run(const Step<T>& s, const LstmArgs& args) {
    const int64_t n = s.hidden;
    std::vector<T> r;
    s.Project(s.h, 0, 4, &r);
    for (int64_t i = 0; i < s.batch * n; ++i) {
      const int64_t b = i / n, k = i % n;
      if (!s.active[b]) continue;
      const auto gate = [&](int64_t g, int64_t peephole, double cell, const Activation& f) {
        double sum = static_cast<double>(s.x[(b * 4 + g) * n + k] + r[static_cast<size_t>((b * 4 + g) * n + k)]);
        if (s.peepholes != nullptr && peephole >= 0) sum += static_cast<double>(s.peepholes[peephole * n + k]) * cell;
        return f(s.Clipped(sum));
      };
      const auto old = static_cast<double>(s.c[i]);
      const double input = gate(0, 0, old, s.f[0]), forget = args.input_forget ? 1 - input : gate(2, 2, old, s.f[0]);
      const double cell = forget * old + input * gate(3, -1, 0, s.f[1]);
      s.c[i] = static_cast<T>(cell);
      s.h[i] = static_cast<T>(gate(1, 1, cell, s.f[0]) * s.f[2](cell));
    }
  }
};

ONNX_OPERATOR_SCHEMA(LSTM)
    .FillUsing(RecurrentSchema<LstmCell, LstmArgs>)
    .SetDoc("Long short-term memory.\n\nThe order of the gates in the weights is input, output, forget, cell; that of the peepholes input, output, forget. "
            "Source: [Hochreiter and Schmidhuber, 1997](https://doi.org/10.1162/neco.1997.9.8.1735).")
    .Input(6, "initial_c", "[directions, batch, hidden]; absent: 0.")
    .Input(7, "P", "[directions, 3 * hidden]: weights of the peepholes; absent: 0.")
    .Output(2, "Y_c", "[directions, batch, hidden]: the last cell states.");

REGISTER_ONNX_OPERATOR(LSTM, RecurrentOp<LstmCell, LstmArgs>);

}  // namespace
}  // namespace netdef
