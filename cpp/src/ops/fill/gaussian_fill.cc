// GaussianFill: independent samples of a normal distribution.
#include "core/random_numbers.h"
#include "core/random_operators.h"
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
      auto& generator = context_.RandGenerator();
      FillRandom(Output(0), [&] { return normal_(generator) * args_.std + args_.mean; });
    } else {
      float* y = Output(0)->mutable_data<float>();
      std::fill(y, y + Output(0)->numel(), args_.mean);
    }
  }

 private:
  NormalDraws normal_;
};

OPERATOR_SCHEMA(GaussianFill)
    .FillUsing(FillSchema)
    .Args<GaussianFillArgs>()
    .Shape<GaussianFillArgs>(FillShape<GaussianFillArgs, DType::kFloat>)
    .SetDoc("Fills a float tensor with normally distributed numbers.\n\n"
            "The same `random_seed` in the device option gives the same numbers again.");

REGISTER_CPU_OPERATOR(GaussianFill, GaussianFillOp);
REGISTER_RANDOM_OPERATOR("", GaussianFill);
NO_GRADIENT(GaussianFill);

}  // namespace
}  // namespace netdef
