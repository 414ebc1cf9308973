// GaussianFill: independent samples of a normal distribution.
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

struct GaussianFillArgs : FillArgs {
  float mean = 0;
  float std = 1;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    v("mean", mean, "Mean of the distribution.");
    v("std", std, "Standard deviation of the distribution.");
  }
};

class GaussianFillOp final : public KernelOperator<GaussianFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (args_.std > 0) {
      FillRandom(Output(0), std::normal_distribution<float>(args_.mean, args_.std), context_.RandGenerator());
    } else {
      float* y = Output(0)->mutable_data<float>();
      std::fill(y, y + Output(0)->numel(), args_.mean);
    }
  }
};

OPERATOR_SCHEMA(GaussianFill)
    .NumInputs(0, 1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<GaussianFillArgs>()
    .Shape<GaussianFillArgs>(FillShape<GaussianFillArgs, DType::kFloat>)
    .SetDoc("Fills a float tensor with normally distributed numbers.\n\n"
            "The same `random_seed` in the device option gives the same numbers again.")
    .Input(0, "input", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
    .Output(0, "output", "The filled tensor.")
    .Differs("The numbers for a given seed are not the real one's: they come from another generator.");

REGISTER_CPU_OPERATOR(GaussianFill, GaussianFillOp);
NO_GRADIENT(GaussianFill);

}  // namespace
}  // namespace netdef
