// LearningRate: base_lr times what a policy says for the iteration. A composite policy runs others one
// after the other, each with its own arguments under a prefix.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

constexpr float kPi = 3.14159265358979323846f;

// The arguments of all policies; `prefix` is empty or "sub_policy_3_".
struct PolicyArgs {
  std::string policy;
  float gamma = 0, power = 0;
  int64_t stepsize = 0, max_iter = -1, num_iter = 0, num_iter_1 = 0, num_iter_2 = 0;
  float multiplier = 0.5f, multiplier_1 = 1, multiplier_2 = 1, start_multiplier = 0, end_multiplier = 0;  // slope's are 0 by default
  bool active_first = true;
  int64_t active_period = -1, inactive_period = -1;
  float max_lr = 0.005f, min_lr = 0.1f, decay = 1;  // cosine's max_lr is 0.5 by default
  int64_t period = 50;
  float t_mult = 1, lr_shrink = 0.99f;
  float start_warmup_multiplier = 0.1f;
  int64_t constant_warmup_num_iter = 10000000, linear_warmup_num_iter = 10000000;
  float cyclical_max_lr = 0.05f, cyclical_decay = 1;
  int64_t cyclical_step_size = 1000000;
  float cosine_max_lr = 0.5f, cosine_min_lr = 0.1f, cosine_t_mult = 1, cosine_lr_shrink = 0.99f;
  int64_t cosine_period = 50;
  float lr_scale = 1;

  template <typename V>
  void PolicyFields(V& v, const std::string& prefix) {
    const auto field = [&](const char* name, auto& value, const char* help) { v((prefix + name).c_str(), value, help); };
    field("policy", policy,
          "fixed, alter, hill, step, exp, gate, inv, poly, linearWarmup, constantWarmup, composite, cyclical, cosine, slope, "
          "constantThenLinearWarmup, compositeCyclical or compositeCosine.");
    field("gamma", gamma, "step and exp: factor at each step; inv and hill: how fast it falls.");
    field("power", power, "poly: (1 - iter / max_iter) ^ power; inv and hill: (1 + gamma * iter) ^ -power.");
    field("stepsize", stepsize, "step: iterations between steps; cyclical: half of a cycle.");
    field("max_iter", max_iter, "poly: where it reaches zero; negative: never, the factor stays 1.");
    field("num_iter", num_iter, "Iterations of the warm-up or before the gate.");
    field("num_iter_1", num_iter_1, "slope: where it begins to change.");
    field("num_iter_2", num_iter_2, "slope: where it ends.");
    if constexpr (V::kReads) {
      if (policy == "slope") multiplier_1 = multiplier_2 = 0;
    }
    field("multiplier", multiplier, "constantWarmup: factor while warming up.");
    field("multiplier_1", multiplier_1, "gate and slope: factor at the beginning; slope: by default 0.");
    field("multiplier_2", multiplier_2, "gate and slope: factor at the end, below which slope does not fall; slope: by default 0.");
    field("start_multiplier", start_multiplier, "linearWarmup and hill: factor at iteration 0.");
    field("end_multiplier", end_multiplier, "hill: smallest factor.");
    field("active_first", active_first, "alter: begin with the active period.");
    field("active_period", active_period, "alter: iterations with factor 1; needed.");
    field("inactive_period", inactive_period, "alter: iterations with factor 0; needed.");
    if constexpr (V::kReads) {
      if (policy == "cosine") max_lr = 0.5f;
    }
    field("max_lr", max_lr, "cyclical: the other end, as a learning rate; cosine: largest factor, by default 0.5.");
    field("min_lr", min_lr, "cosine: smallest factor.");
    field("decay", decay, "cyclical: factor of the height after each cycle.");
    field("period", period, "cosine: iterations of the first period.");
    field("t_mult", t_mult, "cosine: each period is this much longer.");
    field("lr_shrink", lr_shrink, "cosine: factor of both ends after each period.");
    field("start_warmup_multiplier", start_warmup_multiplier, "Warm-ups of two parts: factor of the constant one.");
    field("constant_warmup_num_iter", constant_warmup_num_iter, "Warm-ups of two parts: iterations of the constant one.");
    field("linear_warmup_num_iter", linear_warmup_num_iter, "Warm-ups of two parts: iterations of the linear one.");
    field("cyclical_max_lr", cyclical_max_lr, "compositeCyclical: the other end, as a learning rate.");
    field("cyclical_step_size", cyclical_step_size, "compositeCyclical: half of a cycle.");
    field("cyclical_decay", cyclical_decay, "compositeCyclical: factor of the height after each cycle.");
    field("cosine_max_lr", cosine_max_lr, "compositeCosine: largest factor.");
    field("cosine_min_lr", cosine_min_lr, "compositeCosine: smallest factor.");
    field("cosine_period", cosine_period, "compositeCosine: iterations of the first period.");
    field("cosine_t_mult", cosine_t_mult, "compositeCosine: each period is this much longer.");
    field("cosine_lr_shrink", cosine_lr_shrink, "compositeCosine: factor of both ends after each period.");
  }
};

struct LearningRateArgs : PolicyArgs {
  float base_lr = 0;
  std::vector<int64_t> sub_policy_num_iters;
  std::vector<PolicyArgs> sub_policies;

  template <typename V>
  void Fields(V& v) {
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(v.raw().Has("base_lr"), "[LearningRate] Base learning rate must be set.");
      NETDEF_ENFORCE(v.raw().Has("policy"), "[LearningRate] Must specify a learning rate policy.");
    }
    v.Required("base_lr", base_lr, "The learning rate that the policy's factor is applied to.");
    PolicyFields(v, "");
    v("sub_policy_num_iters", sub_policy_num_iters,
      "composite: iterations of each sub-policy; number i is described by arguments with the prefix sub_policy_i_, its "
      "factor is multiplied by sub_policy_i_lr_scale.");
    if constexpr (V::kReads) {
      for (size_t i = 0; policy == "composite" && i < sub_policy_num_iters.size(); ++i) {
        const std::string prefix = "sub_policy_" + std::to_string(i) + "_";
        sub_policies.emplace_back();
        sub_policies.back().PolicyFields(v, prefix);
        v((prefix + "lr_scale").c_str(), sub_policies.back().lr_scale, "");
      }
    }
  }
};

float Inv(float gamma, float power, int64_t iter) { return std::pow(1 + gamma * static_cast<float>(iter), -power); }

float LinearWarmup(float start, int64_t num_iter, int64_t iter) {
  if (iter >= num_iter) return 1;
  return start + (1 - start) * static_cast<float>(iter) / static_cast<float>(num_iter);
}

// A number of iterations that is divided by; asked for where it is used, as a part of a composite policy that never comes
// up may lack it.
int64_t Divisor(int64_t iterations, const char* name) {
  constexpr int64_t kMost = int64_t{1} << 62;
  NETDEF_ENFORCE(iterations != 0 && -kMost < iterations && iterations < kMost, "[LearningRate] the policy needs ", name,
                 ", and other than 0");
  return iterations;
}

float Cyclical(float base_lr, float max_lr, int64_t stepsize, float decay, int64_t iter) {
  const int64_t cycle = iter / (2 * stepsize);
  const float x = std::abs(static_cast<float>(iter) / static_cast<float>(stepsize) - 2 * static_cast<float>(cycle) - 1);
  return 1 + (std::abs(max_lr) / std::abs(base_lr) - 1) * std::max(0.0f, 1 - x) * std::pow(decay, static_cast<float>(cycle));
}

float Cosine(float max, float min, int64_t period, float t_mult, float shrink, int64_t iter) {
  const auto t = static_cast<float>(iter), first = static_cast<float>(period);
  float i, length, current;
  if (t_mult == 1) {
    i = std::floor(t / first);
    length = first;
    current = t - first * i;
  } else {
    i = std::floor(std::log(1 - t / first * (1 - t_mult)) / std::log(t_mult));
    length = std::pow(t_mult, i) * first;
    current = t - (1 - std::pow(t_mult, i)) / (1 - t_mult) * first;
  }
  const float scale = std::pow(shrink, i);
  return scale * (min + 0.5f * (max - min) * (1 + std::cos(kPi * current / length)));
}

float TwoPartWarmup(const PolicyArgs& p, int64_t iter) {
  if (iter < p.constant_warmup_num_iter) return p.start_warmup_multiplier;
  return LinearWarmup(p.start_warmup_multiplier, p.linear_warmup_num_iter, iter - p.constant_warmup_num_iter);
}

float Factor(const PolicyArgs& p, float base_lr, int64_t iter) {
  const auto t = static_cast<float>(iter);
  if (p.policy == "fixed") return 1;
  if (p.policy == "alter") {
    const int64_t first = p.active_first ? p.active_period : p.inactive_period;
    return (iter % (p.active_period + p.inactive_period) < first) == p.active_first ? 1.0f : 0.0f;
  }
  if (p.policy == "hill") {
    if (iter < p.num_iter) return LinearWarmup(p.start_multiplier, p.num_iter, iter);
    return std::max(p.end_multiplier, Inv(p.gamma, p.power, iter - p.num_iter));
  }
  if (p.policy == "slope") {
    if (iter < p.num_iter_1) return p.multiplier_1;
    const float slope = (p.multiplier_2 - p.multiplier_1) / static_cast<float>(p.num_iter_2 - p.num_iter_1);
    return std::max(p.multiplier_2, p.multiplier_1 + slope * static_cast<float>(iter - p.num_iter_1));
  }
  if (p.policy == "step") return std::pow(p.gamma, static_cast<float>(iter / Divisor(p.stepsize, "stepsize")));
  if (p.policy == "exp") return std::pow(p.gamma, t);
  if (p.policy == "gate") return iter < p.num_iter ? p.multiplier_1 : p.multiplier_2;
  if (p.policy == "inv") return Inv(p.gamma, p.power, iter);
  if (p.policy == "poly") return p.max_iter < 0 ? 1 : std::pow(1 - t / static_cast<float>(p.max_iter), p.power);
  if (p.policy == "linearWarmup") return LinearWarmup(p.start_multiplier, p.num_iter, iter);
  if (p.policy == "constantWarmup") return iter < p.num_iter ? p.multiplier : 1;
  if (p.policy == "cyclical") return Cyclical(base_lr, p.max_lr, Divisor(p.stepsize, "stepsize"), p.decay, iter);
  if (p.policy == "cosine") return Cosine(p.max_lr, p.min_lr, p.period, p.t_mult, p.lr_shrink, iter);
  const int64_t warmup = p.constant_warmup_num_iter + p.linear_warmup_num_iter;
  if (p.policy == "constantThenLinearWarmup" || iter < warmup) return TwoPartWarmup(p, iter);
  if (p.policy == "compositeCyclical") {
    return Cyclical(base_lr, p.cyclical_max_lr, Divisor(p.cyclical_step_size, "cyclical_step_size"), p.cyclical_decay,
                    iter - warmup);
  }
  return Cosine(p.cosine_max_lr, p.cosine_min_lr, p.cosine_period, p.cosine_t_mult, p.cosine_lr_shrink, iter - warmup);
}

void CheckPolicy(const PolicyArgs& p, bool composite_allowed) {
  const auto is = [&](std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), p.policy) != names.end();
  };
  NETDEF_ENFORCE(is({"fixed", "alter", "hill", "slope", "step", "exp", "gate", "inv", "poly", "linearWarmup", "constantWarmup",
                     "cyclical", "cosine", "constantThenLinearWarmup", "compositeCyclical", "compositeCosine"}) ||
                     (composite_allowed && p.policy == "composite"),
                 "[LearningRate] Unknown learning rate policy: ", p.policy);
  if (is({"alter"})) {
    // Where one is missing or negative, the phases are what Caffe2's arithmetic makes of it.
    int64_t cycle = 0;
    NETDEF_ENFORCE(!__builtin_add_overflow(p.active_period, p.inactive_period, &cycle) && cycle != 0,
                   "[LearningRate] policy alter needs active_period + inactive_period to be another number than 0");
  }
}

class LearningRateOp final : public KernelOperator<LearningRateArgs> {
 public:
  LearningRateOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    CheckPolicy(args_, true);
    for (const PolicyArgs& sub : args_.sub_policies) CheckPolicy(sub, false);
    NETDEF_ENFORCE(args_.policy != "composite" || !args_.sub_policies.empty(),
                   "[LearningRate] a composite policy needs sub_policy_num_iters");
  }

 protected:
  void Compute() override {
    NETDEF_ENFORCE_GE(Input(0).numel(), 1, "[LearningRate] the iteration is empty");
    const int64_t iter = *Input(0).data<int64_t>();
    NETDEF_ENFORCE_GE(iter, 0, "[LearningRate] the iteration is negative");
    const float factor = args_.policy == "composite" ? CompositeFactor(iter) : Factor(args_, args_.base_lr, iter);
    *Output(0)->mutable_data<float>() = args_.base_lr * factor;
  }

 private:
  float CompositeFactor(int64_t iter) const {
    size_t i = 0;
    int64_t end = args_.sub_policy_num_iters[0];
    while (iter > end && i + 1 < args_.sub_policies.size()) end += args_.sub_policy_num_iters[++i];
    return args_.sub_policies[i].lr_scale * Factor(args_.sub_policies[i], args_.base_lr, iter);
  }
};

OPERATOR_SCHEMA(LearningRate)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LearningRateArgs>()
    .Shape<LearningRateArgs>([](const LearningRateArgs&, const ShapeInputs&) {
      return std::vector<TensorSpec>{TensorSpec({}, DType::kFloat)};
    })
    .SetDoc("The learning rate of an iteration: `base_lr` times the factor of a policy.\n\n"
            "Each policy reads only its own arguments; every policy's factor is 1 where it says nothing else.")
    .Input(0, "iteration", "Number of the iteration, int64, one element.")
    .Output(0, "lr", "The learning rate, a scalar.");

REGISTER_CPU_OPERATOR(LearningRate, LearningRateOp);
NO_GRADIENT(LearningRate);

}  // namespace
}  // namespace netdef
