// YellowFin: momentum SGD that tunes its learning rate and momentum from running estimates of the
// curvature range, the gradient's variance and the distance to the optimum. Zhang and Mitliagkas, 2017.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct YellowFinArgs {
  float beta = 0.999f;
  int64_t curv_win_width = 20;
  float epsilon = 1e-6f;
  bool nesterov = false;
  bool zero_debias = true;

  template <typename V>
  void Fields(V& v) {
    v("beta", beta, "Decay of all running means.");
    v("curv_win_width", curv_win_width, "How many iterations the curvature range looks back.");
    v("epsilon", epsilon, "Smallest squared norm and variance.");
    v("nesterov", nesterov, "Look ahead along the momentum (Nesterov).");
    v("zero_debias", zero_debias, "Correct the running means for their start at zero.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GT(curv_win_width, 0, "[YellowFin] curv_win_width must be positive");
  }
};

enum Blobs { kParam, kMoment, kRate, kMomentum, kWindow, kGradMean, kSquareMean, kScalars, kGrad, kIter };
// Running means in `scalars_memory`; curvatures are kept as logarithms.
enum Scalars { kNorm, kSquaredNorm, kLogMin, kLogMax, kDistance, kScalarCount };

// The momentum that minimises the paper's one-step objective: x^2 for the root x in [0, 1) of the cubic
// D^2 x + (x - 1)^3 * C / h^2 = 0, from Vieta's substitution.
double BestMomentum(double distance, double curvature_min, double curvature_max, double variance) {
  const double p = distance * curvature_min * distance * curvature_min / (2 * variance);
  const double w3 = (-std::sqrt(p * p + 4.0 / 27.0 * p * p * p) - p) / 2;
  const double w = std::cbrt(w3);
  const double root = std::min(w == 0 ? 1.0 : w - p / (3 * w) + 1, 1 - 1e-6);
  const double spread = std::sqrt(curvature_max / curvature_min);
  const double lowest = (spread - 1) / (spread + 1);
  return std::max(root * root, lowest * lowest);
}

class YellowFinOp final : public KernelOperator<YellowFinArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    for (int i : {kMoment, kGradMean, kSquareMean, kGrad}) EnforceSameSize(Input(kParam), Input(i), "[YellowFin] every mean");
    NETDEF_ENFORCE_EQ(Input(kWindow).numel(), args_.curv_win_width, "[YellowFin] the curvature window has the wrong size");
    NETDEF_ENFORCE_EQ(Input(kScalars).numel(), static_cast<int64_t>(kScalarCount), "[YellowFin] scalars_memory has the wrong size");
    const float lr = ScalarInput(Input(kRate), "[YellowFin] lr"), mu = ScalarInput(Input(kMomentum), "[YellowFin] mu");
    const int64_t iter = IterationInput(Input(kIter));
    NETDEF_ENFORCE_GE(iter, 1, "[YellowFin] iterations count from 1");

    const double beta = args_.beta;
    const double unbias = args_.zero_debias ? 1 / (1 - std::pow(beta, static_cast<double>(iter))) : 1.0;
    const auto blend = [beta](double mean, double value) { return beta * mean + (1 - beta) * value; };

    const double squared_norm = Step(lr, mu);
    const double variance = Means(unbias);

    // Outputs first take over what is not in place.
    const auto copy = [&](int i) {
      const float* from = Input(i).data<float>();
      float* to = Output(i)->mutable_data<float>();
      if (to != from) std::copy(from, from + Input(i).numel(), to);
      return to;
    };
    float* window = copy(kWindow);
    float* scalars = copy(kScalars);
    const auto mean = [&](int which, double value) {
      scalars[which] = static_cast<float>(blend(scalars[which], value));
      return scalars[which] * unbias;
    };
    const double norm_mean = mean(kNorm, std::sqrt(squared_norm));
    const double squared_norm_mean = mean(kSquaredNorm, squared_norm);
    window[(iter - 1) % args_.curv_win_width] = static_cast<float>(std::log(squared_norm));
    const auto [low, high] = std::minmax_element(window, window + std::min(iter, args_.curv_win_width));
    const double curvature_min = std::exp(mean(kLogMin, *low)), curvature_max = std::exp(mean(kLogMax, *high));
    const double distance = mean(kDistance, norm_mean / squared_norm_mean);

    float new_lr = lr, new_mu = mu;
    if (iter > 1) {
      const double best = BestMomentum(distance, curvature_min, curvature_max, variance);
      const double gap = 1 - std::sqrt(best);
      new_mu = static_cast<float>(blend(mu, best));
      new_lr = static_cast<float>(blend(lr, gap * gap / curvature_min));
    }
    *Output(kRate)->mutable_data<float>() = new_lr;
    *Output(kMomentum)->mutable_data<float>() = new_mu;
  }

 private:
  // Moves the parameter; gives the squared norm of the gradient.
  double Step(float lr, float mu) {
    const float *w = Input(kParam).data<float>(), *m = Input(kMoment).data<float>(), *g = Input(kGrad).data<float>();
    float *nw = Output(kParam)->mutable_data<float>(), *nm = Output(kMoment)->mutable_data<float>();
    double squares = 0;
    for (int64_t i = 0; i < Input(kParam).numel(); ++i) {
      const float before = m[i], after = mu * before + lr * g[i];
      nm[i] = after;
      nw[i] = w[i] - (args_.nesterov ? (1 + mu) * after - mu * before : after);
      squares += static_cast<double>(g[i]) * g[i];
    }
    return std::max(squares, static_cast<double>(args_.epsilon));
  }

  // Updates the means of the gradient and its square; gives the variance they tell.
  double Means(double unbias) {
    const float *a = Input(kGradMean).data<float>(), *a2 = Input(kSquareMean).data<float>(), *g = Input(kGrad).data<float>();
    float *na = Output(kGradMean)->mutable_data<float>(), *na2 = Output(kSquareMean)->mutable_data<float>();
    const float beta = args_.beta;
    double variance = 0;
    for (int64_t i = 0; i < Input(kParam).numel(); ++i) {
      na[i] = beta * a[i] + (1 - beta) * g[i];
      na2[i] = beta * a2[i] + (1 - beta) * g[i] * g[i];
      const double unbiased = na[i] * unbias;
      variance += na2[i] * unbias - unbiased * unbiased;
    }
    return std::max(variance, static_cast<double>(args_.epsilon));
  }
};

OPERATOR_SCHEMA(YellowFin)
    .NumInputs(10)
    .NumOutputs(8)
    .AllowOneToOneInplace()
    .Args<YellowFinArgs>()
    .Shape(OutputsLikeInputs({kParam, kMoment, kRate, kMomentum, kWindow, kGradMean, kSquareMean, kScalars}))
    .SetDoc("One step of YellowFin: momentum SGD that tunes its own learning rate and momentum.\n\n"
            "Source: [Zhang and Mitliagkas, 2017](https://arxiv.org/abs/1706.03471).")
    .Input(0, "param", "Parameter.")
    .Input(1, "moment", "Momentum, shaped like the parameter.")
    .Input(2, "lr", "Learning rate, one element.")
    .Input(3, "mu", "Momentum coefficient, one element.")
    .Input(4, "curv_win", "Logarithms of the last squared gradient norms, `curv_win_width` elements.")
    .Input(5, "g_avg", "Mean of the gradient, shaped like the parameter.")
    .Input(6, "g2_avg", "Mean of the squared gradient, shaped like the parameter.")
    .Input(7, "scalars_memory", "Five means: norm, squared norm, smallest and largest curvature, distance.")
    .Input(8, "grad", "Gradient, shaped like the parameter.")
    .Input(9, "iter", "Number of the iteration, counted from 1, int64, one element.")
    .Output(0, "output_param", "The parameter after the step.")
    .Output(1, "output_moment", "Momentum after the step.")
    .Output(2, "output_lr", "Learning rate for the next step.")
    .Output(3, "output_mu", "Momentum coefficient for the next step.")
    .Output(4, "output_curv_win", "The window after the step.")
    .Output(5, "output_g_avg", "Mean of the gradient after the step.")
    .Output(6, "output_g2_avg", "Mean of the squared gradient after the step.")
    .Output(7, "output_scalars_memory", "The five means after the step.");

REGISTER_CPU_OPERATOR(YellowFin, YellowFinOp);
SHOULD_NOT_DO_GRADIENT(YellowFin);

}  // namespace
}  // namespace netdef
