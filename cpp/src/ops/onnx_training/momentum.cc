// Momentum of ONNX's preview domain: gradient descent with momentum, Nesterov's too.
#include "ops/onnx_training/_shared.h"

namespace netdef {
namespace {

struct MomentumArgs {
  float alpha = 0, beta = 0, norm_coefficient = 0;
  std::string mode;

  template <typename V>
  void Fields(V& v) {
    v.Required("alpha", alpha, "What the momentum keeps of itself.");
    v.Required("beta", beta, "Scale of a new gradient in it; 1 at the first update.");
    v.Required("norm_coefficient", norm_coefficient, "Weight decay.");
    v.Required("mode", mode, "standard or nesterov.");
    if constexpr (V::kReads) NETDEF_ENFORCE(mode == "standard" || mode == "nesterov", "mode must be standard or nesterov, got '", mode, "'");
  }
};

struct MomentumKernel {
  static constexpr int kStates = 1;
  static void Update(const MomentumArgs& a, double rate, int64_t step, double g, double* v) {
    const auto alpha = static_cast<double>(a.alpha);
    g += static_cast<double>(a.norm_coefficient) * v[0];
    v[1] = alpha * v[1] + (step > 0 ? static_cast<double>(a.beta) : 1) * g;
    v[0] -= rate * (a.mode == "nesterov" ? g + alpha * v[1] : v[1]);
  }
};

OPERATOR_SCHEMA_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Momentum)
    .FillUsing(OptimizerSchema<MomentumKernel, MomentumArgs>)
    .SetDoc("One step of gradient descent with momentum; the state is the momentum.");

REGISTER_ONNX_OPERATOR_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Momentum, OptimizerOp<MomentumKernel, MomentumArgs>);

}  // namespace
}  // namespace netdef
