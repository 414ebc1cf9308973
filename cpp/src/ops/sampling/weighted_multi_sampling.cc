// WeightedMultiSampling: draws from a distribution given by its cumulative weights.
#include <random>

#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct WeightedMultiSamplingArgs {
  int64_t num_samples = 0;
  bool has_num_samples = false;

  template <typename V>
  void Fields(V& v) {
    v("num_samples", num_samples, "How many numbers to draw, where there is no input 1.");
    NETDEF_ENFORCE_GE(num_samples, 0, "[WeightedMultiSampling] num_samples must not be negative");
    if constexpr (V::kReads) has_num_samples = v.raw().Has("num_samples");
  }
};

std::vector<TensorSpec> WeightedMultiSamplingShape(const WeightedMultiSamplingArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[WeightedMultiSampling] Input should be 1-D vector");
  NETDEF_ENFORCE(in.size() < 2 || !args.has_num_samples, "[WeightedMultiSampling] New shape is specified by the input blob, do not pass in the "
                 "argument `num_samples`.");
  if (in[0].dims[0] == 0) return {TensorSpec({0}, DType::kInt32)};
  return {TensorSpec(in.size() > 1 ? in[1].dims : Dims{args.num_samples}, DType::kInt32)};
}

class WeightedMultiSamplingOp final : public KernelOperator<WeightedMultiSamplingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel();
    if (n == 0) return;
    NETDEF_ENFORCE_LE(n, std::numeric_limits<int32_t>::max(), "[WeightedMultiSampling] too many weights");
    const float* sums = Input(0).data<float>();
    const bool ascending = std::is_sorted(sums, sums + n) && std::all_of(sums, sums + n, [](float x) { return std::isfinite(x); });
    NETDEF_ENFORCE(ascending && sums[n - 1] >= 0,
                   "[WeightedMultiSampling] cumulative weights must ascend and end with a number that is not negative");
    auto* sample = Output(0)->mutable_data<int32_t>();
    for (int64_t i = 0; i < Output(0)->numel(); ++i) {
      const float drawn = DrawUniform(context_.RandGenerator(), 0.0f, sums[n - 1]);
      // Half-open steps: a weight of 0 is never drawn. Rounding may reach the upper end.
      const int64_t place = std::upper_bound(sums, sums + n, drawn) - sums;
      sample[i] = static_cast<int32_t>(place < n ? place : std::lower_bound(sums, sums + n, drawn) - sums);
    }
  }
};

OPERATOR_SCHEMA(WeightedMultiSampling)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<WeightedMultiSamplingArgs>()
    .Shape<WeightedMultiSamplingArgs>(WeightedMultiSamplingShape)
    .SetDoc("Draws places from a distribution that is given by its cumulative weights, of any total.")
    .Input(0, "sampling_cdf", "Cumulative weights, ascending, float, 1-D.")
    .Input(1, "shape_tensor", "A tensor whose shape the output shall have (optional).")
    .Output(0, "sampled_indexes", "The places, int32.");

REGISTER_CPU_OPERATOR(WeightedMultiSampling, WeightedMultiSamplingOp);
REGISTER_RANDOM_OPERATOR("", WeightedMultiSampling);
SHOULD_NOT_DO_GRADIENT(WeightedMultiSampling);

}  // namespace
}  // namespace netdef
