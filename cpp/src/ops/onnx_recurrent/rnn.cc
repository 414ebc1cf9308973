// RNN of ONNX: h = f(x * W' + h * R' + biases), step after step.
#include "ops/onnx_recurrent/_shared.h"

namespace netdef {
namespace {

struct RnnCell {
  static constexpr int64_t kGates = 1;
  static constexpr int kStates = 1;
  static std::vector<std::string> Usual() { return {"Tanh"}; }

  template <typename T>
  static void Run(const Step<T>& s, const RecurrentArgs&) {
    std::vector<T> r;
    s.Project(s.h, 0, 1, &r);
    for (int64_t i = 0; i < s.batch * s.hidden; ++i) {
      if (s.active[i / s.hidden]) s.h[i] = static_cast<T>(s.f[0](s.Clipped(static_cast<double>(s.x[i] + r[static_cast<size_t>(i)]))));
    }
  }
};

ONNX_OPERATOR_SCHEMA(RNN)
    .FillUsing(RecurrentSchema<RnnCell, RecurrentArgs>)
    .SetDoc("Simple recurrent network.");

REGISTER_ONNX_OPERATOR(RNN, RecurrentOp<RnnCell, RecurrentArgs>);

}  // namespace
}  // namespace netdef
