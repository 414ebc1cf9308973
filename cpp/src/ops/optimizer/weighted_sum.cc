// WeightedSum: Y = sum_i w[i] * X[i].
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct WeightedSumArgs {
  bool grad_on_w = false;

  template <typename V>
  void Fields(V& v) {
    v("grad_on_w", grad_on_w, "The gradient also gives gradients of the weights.");
  }
};

std::vector<TensorSpec> WeightedSumShape(const WeightedSumArgs&, const ShapeInputs& in) {
  for (size_t i = 0; i < in.size(); i += 2) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), NumElements(in[0].dims), "[WeightedSum] all X must have the same size");
  }
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

// Inputs: dY, X0, w0, X1, w1 ...
std::vector<TensorSpec> WeightedSumGradientShape(const WeightedSumArgs& args, const ShapeInputs& in) {
  const size_t count = in.size() / 2;
  NETDEF_ENFORCE_EQ(static_cast<size_t>(in.num_outputs), args.grad_on_w ? 2 * count : count,
                    "[WeightedSumGradient] the number of outputs does not fit the inputs");
  std::vector<TensorSpec> out;
  for (size_t i = 0; i < count; ++i) {
    NETDEF_ENFORCE_EQ(NumElements(in[1 + 2 * i].dims), NumElements(in[0].dims), "[WeightedSumGradient] X and dY must have the same size");
    out.emplace_back(in[1 + 2 * i].dims, DType::kFloat);
  }
  for (size_t i = 0; i < count && args.grad_on_w; ++i) out.emplace_back(in[2 + 2 * i].dims, DType::kFloat);
  return out;
}

class WeightedSumOp final : public KernelOperator<WeightedSumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int terms = InputSize() / 2;
    x_.resize(static_cast<size_t>(terms));
    w_.resize(static_cast<size_t>(terms));
    for (int i = 0; i < terms; ++i) {
      x_[static_cast<size_t>(i)] = Input(2 * i).data<float>();
      w_[static_cast<size_t>(i)] = ScalarInput(Input(2 * i + 1), "[WeightedSum] a weight");
    }
    float* y = Output(0)->mutable_data<float>();
    ForElements(Input(0).numel(), [&](int64_t begin, int64_t end) {
      for (int64_t j = begin; j < end; ++j) y[j] = w_[0] * x_[0][j];  // y may be X0
      for (size_t i = 1; i < x_.size(); ++i) {
        for (int64_t j = begin; j < end; ++j) y[j] += w_[i] * x_[i][j];
      }
    });
  }

 private:
  std::vector<const float*> x_;
  std::vector<float> w_;
};

class WeightedSumGradientOp final : public KernelOperator<WeightedSumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int terms = InputSize() / 2;
    const int64_t n = Input(0).numel();
    const float* dy = Input(0).data<float>();
    for (int i = 0; i < terms; ++i) {
      const float* x = Input(1 + 2 * i).data<float>();
      const float w = ScalarInput(Input(2 + 2 * i), "[WeightedSumGradient] a weight");
      float* dx = Output(i)->mutable_data<float>();
      for (int64_t j = 0; j < n; ++j) dx[j] = w * dy[j];
      if (!args_.grad_on_w) continue;
      double dw = 0;
      for (int64_t j = 0; j < n; ++j) dw += static_cast<double>(x[j]) * dy[j];
      *Output(terms + i)->mutable_data<float>() = static_cast<float>(dw);
    }
  }
};

OPERATOR_SCHEMA(WeightedSum)
    .NumInputs([](int n) { return n > 0 && n % 2 == 0; })
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<WeightedSumArgs>()
    .Shape<WeightedSumArgs>(WeightedSumShape)
    .SetDoc("Sum of tensors, each times its weight.\n\nInputs alternate: X_0, weight_0, X_1, weight_1, ...")
    .Input(0, "X_0", "Float tensor; all X have its size.")
    .Input(1, "weight_0", "Its weight, one element.")
    .Output(0, "output", "The weighted sum, shaped like X_0.");

OPERATOR_SCHEMA(WeightedSumGradient)
    .NumInputs([](int n) { return n > 0 && n % 2 == 1; })
    .NumOutputs(1, OpSchema::kMany)
    .Args<WeightedSumArgs>()
    .Shape<WeightedSumArgs>(WeightedSumGradientShape)
    .SetDoc("Gradient of WeightedSum.")
    .Input(0, "dY", "Gradient of the sum.")
    .Input(1, "X_0", "First tensor; all others and their weights follow.")
    .Output(0, "dX_0", "Gradient of the first tensor; all others follow, then with `grad_on_w` those of the weights.");

REGISTER_CPU_OPERATOR(WeightedSum, WeightedSumOp);
REGISTER_CPU_OPERATOR(WeightedSumGradient, WeightedSumGradientOp);
SIMPLE_GRADIENT(WeightedSum, [](const GradientMakerBase& maker) {
  GradientPlan plan{"WeightedSumGradient", {GO(0)}, {}};
  for (int i = 0; i < maker.InputSize(); ++i) plan.inputs.push_back(I(i));
  for (int i = 0; i < maker.InputSize(); i += 2) plan.outputs.push_back(GI(i));
  if (ParseArgs<WeightedSumArgs>(maker.Args()).grad_on_w) {
    for (int i = 1; i < maker.InputSize(); i += 2) plan.outputs.push_back(GI(i));
  }
  return plan;
});

}  // namespace
}  // namespace netdef
