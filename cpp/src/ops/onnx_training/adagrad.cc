// Adagrad of ONNX's preview domain. https://jmlr.org/papers/v12/duchi11a.html
#include "ops/onnx_training/_shared.h"

namespace netdef {
namespace {

struct AdagradArgs {
  float decay_factor = 0, epsilon = 1e-6f, norm_coefficient = 0;

  template <typename V>
  void Fields(V& v) {
    v("decay_factor", decay_factor, "The rate is divided by 1 + T * decay_factor.");
    v("epsilon", epsilon, "Added to the root of the sum of squares.");
    v("norm_coefficient", norm_coefficient, "Weight decay.");
  }
};

struct AdagradKernel {
  static constexpr int kStates = 1;
  static void Update(const AdagradArgs& a, double rate, int64_t step, double g, double* v) {
    const double decayed = rate / (1 + static_cast<double>(step) * static_cast<double>(a.decay_factor));
    g += static_cast<double>(a.norm_coefficient) * v[0];
    v[1] += g * g;
    v[0] -= decayed * g / (std::sqrt(v[1]) + static_cast<double>(a.epsilon));
  }
};

OPERATOR_SCHEMA_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Adagrad)
    .FillUsing(OptimizerSchema<AdagradKernel, AdagradArgs>)
    .SetDoc("One step of Adagrad; the state is the sum of squared gradients.");

REGISTER_ONNX_OPERATOR_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Adagrad, OptimizerOp<AdagradKernel, AdagradArgs>);

}  // namespace
}  // namespace netdef
