// BatchPermutation: Y[i] = X[indices[i]].
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> PermutedShape(const char* op, const TensorSpec& rows, const TensorSpec& indices) {
  NETDEF_ENFORCE_EQ(indices.dims.size(), 1u, "[", op, "] indices must be 1-d");
  NETDEF_ENFORCE(!rows.dims.empty() && rows.dims[0] == indices.dims[0], "[", op, "] expected one index for each of the rows, got ",
                 indices.dims[0], " for shape [", DimsString(rows.dims), "]");
  return {rows};
}

class BatchPermutationOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(1));
    const auto* indices = Input(1).data<int32_t>();
    for (int64_t i = 0, n = Input(0).dim(0); i < n; ++i) {
      CheckIndex("BatchPermutation", indices[i], n);
      copy(indices[i], i);
    }
  }
};

class BatchPermutationGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* indices = Input(0).data<int32_t>();
    const float* dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const int64_t n = Input(1).dim(0), block = Input(1).size_from_dim(1);
    std::fill_n(dx, n * block, 0.0f);
    for (int64_t i = 0; i < n; ++i, dy += block) {
      CheckIndex("BatchPermutationGradient", indices[i], n);
      for (int64_t j = 0; j < block; ++j) dx[indices[i] * block + j] += dy[j];
    }
  }
};

OPERATOR_SCHEMA(BatchPermutation)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return PermutedShape("BatchPermutation", in[0], in[1]); })
    .SetDoc("Puts rows into another order: Y[i] = X[indices[i]].")
    .Input(0, "X", "Rows of any type.")
    .Input(1, "indices", "One row number for each row, 1-D int32.")
    .Output(0, "Y", "The rows in their new order.");

OPERATOR_SCHEMA(BatchPermutationGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return PermutedShape("BatchPermutationGradient", in[1], in[0]); })
    .SetDoc("Gradient of BatchPermutation.")
    .Input(0, "indices", "The indices.")
    .Input(1, "dY", "Gradient of the output.")
    .Output(0, "dX", "Gradient of the input; a row that was taken several times gets the sum.");

REGISTER_CPU_OPERATOR(BatchPermutation, BatchPermutationOp);
REGISTER_CPU_OPERATOR(BatchPermutationGradient, BatchPermutationGradientOp);
SIMPLE_GRADIENT(BatchPermutation, "BatchPermutationGradient", {I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
