// WeightedSample: for each row of weights a column, drawn with a probability in proportion to its weight.
#include <random>

#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

std::vector<TensorSpec> WeightedSampleShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(static_cast<size_t>(in.num_outputs), in.size(), "[WeightedSample] The number of tensors of the input and the output must be the same.");
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "[WeightedSample] the weights must be a matrix");
  NETDEF_ENFORCE(in.size() < 2 || in[1].dims == in[0].dims, "[WeightedSample] The sampling weights tensor and the sampling values tensor must "
                 "have the same dimensions.");
  const bool empty = in[0].dims[1] == 0;
  const Dims out = empty ? Dims{0} : Dims{in[0].dims[0], 1};
  return {TensorSpec(out, DType::kInt32), TensorSpec(out, DType::kFloat)};
}

class WeightedSampleOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t columns = Input(0).dim(1);
    if (columns == 0) return;
    NETDEF_ENFORCE_LE(columns, std::numeric_limits<int32_t>::max(), "[WeightedSample] too many columns");
    const float* weights = Input(0).data<float>();
    auto* sample = Output(0)->mutable_data<int32_t>();
    for (int64_t row = 0; row < Input(0).dim(0); ++row) {
      const int64_t column = Draw(weights + row * columns, columns);
      sample[row] = static_cast<int32_t>(column);
      if (InputSize() > 1) Output(1)->mutable_data<float>()[row] = Input(1).data<float>()[row * columns + column];
    }
  }

 private:
  int64_t Draw(const float* weights, int64_t n) {
    const double drawn = DrawUniform(context_.RandGenerator(), 0.0f, 1.0f);
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      NETDEF_ENFORCE(weights[i] >= 0 && std::isfinite(weights[i]), "[WeightedSample] the weights must not be negative, got ", weights[i]);
      sum += weights[i];
    }
    if (sum == 0) return 0;
    double left = drawn * sum;
    int64_t last = 0;
    for (int64_t i = 0; i < n; ++i) {
      if (weights[i] == 0) continue;
      last = i;
      left -= weights[i];
      if (left < 0) break;
    }
    return last;
  }
};

OPERATOR_SCHEMA(WeightedSample)
    .NumInputs(1, 2)
    .NumOutputs(1, 2)
    .Shape(WeightedSampleShape)
    .SetDoc("Draws a column for each row of a matrix, with a probability in proportion to its weight.\n\nWhere all weights are 0 it is the first column.")
    .Input(0, "sampling_weights", "Rows x columns, float, not negative.")
    .Input(1, "sampling_values", "A value for each weight, float (optional).")
    .Output(0, "sampled_indexes", "The column of each row, rows x 1, int32.")
    .Output(1, "sampled_values", "The value there (with input 1).");

REGISTER_CPU_OPERATOR(WeightedSample, WeightedSampleOp);
REGISTER_RANDOM_OPERATOR("", WeightedSample);
SHOULD_NOT_DO_GRADIENT(WeightedSample);

}  // namespace
}  // namespace netdef
