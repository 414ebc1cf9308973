// ScatterAssign: row INDICES[i] of DATA becomes row i of SLICES.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ScatterAssignShape(const ShapeInputs& in) {
  const Dims& data = in[0].dims;
  NETDEF_ENFORCE_GE(data.size(), 1u, "[ScatterAssign] X0 has to be at least a vector");
  NETDEF_ENFORCE(in[0].dtype == in[2].dtype, "[ScatterAssign] Data and slice types must match, got ", DTypeName(in[0].dtype),
                 " and ", DTypeName(in[2].dtype));
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), NumElements(in[1].dims) * SizeFromDim(data, 1),
                    "[ScatterAssign] SLICES must have one row of DATA for each index");
  return {in[0]};
}

class ScatterAssignOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0);
    const RowCopier copy(Input(2), Output(0), Input(0).size_from_dim(1));
    WithIndices(Input(1), [&](const auto* index) {
      for (int64_t i = 0; i < Input(1).numel(); ++i) CheckIndex("ScatterAssign", index[i], rows);
      for (int64_t i = 0; i < Input(1).numel(); ++i) copy(i, index[i]);
    });
  }
};

OPERATOR_SCHEMA(ScatterAssign)
    .NumInputs(3)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Shape(ScatterAssignShape)
    .SetDoc("Overwrites rows of a tensor: DATA[INDICES[i]] = SLICES[i]. Of equal indices the last one counts.")
    .Input(0, "DATA", "Tensor of any type.")
    .Input(1, "INDICES", "Rows to overwrite, int32 or int64.")
    .Input(2, "SLICES", "The new rows, of the type of DATA.")
    .Output(0, "DATA", "The changed tensor, in place.");

REGISTER_CPU_OPERATOR(ScatterAssign, ScatterAssignOp);
SHOULD_NOT_DO_GRADIENT(ScatterAssign);

}  // namespace
}  // namespace netdef
