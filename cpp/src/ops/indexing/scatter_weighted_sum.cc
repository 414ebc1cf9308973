// ScatterWeightedSum: rows INDICES of X_0 become weight_0 * X_0 + weight_1 * X_1 + ... A row that is
// named several times is scaled by weight_0 as often.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ScatterWeightedSumShape(const ShapeInputs& in) {
  const Dims& data = in[0].dims;
  NETDEF_ENFORCE_GE(data.size(), 1u, "[ScatterWeightedSum] X0 has to be at least the vector");
  const int64_t size = NumElements(in[2].dims) * SizeFromDim(data, 1);
  for (size_t i = 3; i < in.size(); i += 2) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), size, "[ScatterWeightedSum] input ", i, " must have one row of X_0 for each index");
  }
  return {TensorSpec(data, DType::kFloat)};
}

class ScatterWeightedSumOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), block = Input(0).size_from_dim(1), count = Input(2).numel();
    float* data = Output(0)->mutable_data<float>();
    WithIndices(Input(2), [&](const auto* index) {
      for (int64_t i = 0; i < count; ++i) CheckIndex("ScatterWeightedSum", index[i], rows);
      const float w0 = Weight(1);
      for (int64_t i = 0; i < count && w0 != 1; ++i) {
        float* row = data + index[i] * block;
        for (int64_t j = 0; j < block; ++j) row[j] *= w0;
      }
      for (int input = 3; input < InputSize(); input += 2) {
        const float* x = Input(input).data<float>();
        const float w = Weight(input + 1);
        for (int64_t i = 0; i < count; ++i, x += block) {
          float* row = data + index[i] * block;
          for (int64_t j = 0; j < block; ++j) row[j] += w * x[j];
        }
      }
    });
  }

 private:
  float Weight(int input) {
    NETDEF_ENFORCE_EQ(Input(input).numel(), 1, "[ScatterWeightedSum] a weight must have one element");
    return *Input(input).data<float>();
  }
};

OPERATOR_SCHEMA(ScatterWeightedSum)
    .NumInputs([](int n) { return n > 3 && n % 2 == 1; })
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Shape(ScatterWeightedSumShape)
    .SetDoc("WeightedSum for some rows of a tensor, in place: X_0[INDICES] = weight_0 * X_0[INDICES] + weight_1 * X_1 + ...\n\n"
            "A row that is named several times is scaled by weight_0 as often, so use weight_0 = 1 then.")
    .Input(0, "X_0", "Float tensor that is changed.")
    .Input(1, "weight_0", "Its weight, one element.")
    .Input(2, "INDICES", "Rows of X_0, int32 or int64.")
    .Input(3, "X_1", "One row for each index; more pairs of tensor and weight may follow.")
    .Input(4, "weight_1", "Its weight, one element.")
    .Output(0, "X_0", "The changed tensor, in place.");

REGISTER_CPU_OPERATOR(ScatterWeightedSum, ScatterWeightedSumOp);
SHOULD_NOT_DO_GRADIENT(ScatterWeightedSum);

}  // namespace
}  // namespace netdef
