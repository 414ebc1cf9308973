// Adam of ONNX's preview domain. https://arxiv.org/abs/1412.6980
#include "ops/onnx_training/_shared.h"

namespace netdef {
namespace {

struct AdamArgs {
  float alpha = 0.9f, beta = 0.999f, epsilon = 1e-6f, norm_coefficient = 0, norm_coefficient_post = 0;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "What the mean of gradients keeps of itself.");
    v("beta", beta, "What the mean of their squares keeps of itself.");
    v("epsilon", epsilon, "Added to the root of the latter.");
    v("norm_coefficient", norm_coefficient, "Weight decay, as part of the gradient.");
    v("norm_coefficient_post", norm_coefficient_post, "Weight decay, after the step.");
  }
};

struct AdamKernel {
  static constexpr int kStates = 2;
  static void Update(const AdamArgs& a, double rate, int64_t step, double g, double* v) {
    const auto alpha = static_cast<double>(a.alpha), beta = static_cast<double>(a.beta), t = static_cast<double>(step);
    g += static_cast<double>(a.norm_coefficient) * v[0];
    v[1] = alpha * v[1] + (1 - alpha) * g;
    v[2] = beta * v[2] + (1 - beta) * g * g;
    const double corrected = step > 0 ? rate * std::sqrt(1 - std::pow(beta, t)) / (1 - std::pow(alpha, t)) : rate;
    v[0] -= corrected * v[1] / (std::sqrt(v[2]) + static_cast<double>(a.epsilon));
    v[0] *= 1 - static_cast<double>(a.norm_coefficient_post);
  }
};

OPERATOR_SCHEMA_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Adam)
    .FillUsing(OptimizerSchema<AdamKernel, AdamArgs>)
    .SetDoc("One step of Adam; the states are the means of gradients and of their squares.");

REGISTER_ONNX_OPERATOR_IN(ONNX_PREVIEW_TRAINING_DOMAIN, Adam, OptimizerOp<AdamKernel, AdamArgs>);

}  // namespace
}  // namespace netdef
