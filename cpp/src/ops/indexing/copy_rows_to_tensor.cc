// CopyRowsToTensor: writes one row into several rows of a matrix, in place.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> CopyRowsToTensorShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "[CopyRowsToTensor] the tensor must be a matrix");
  NETDEF_ENFORCE(in[2].dims.size() == 1 && in[2].dims[0] == in[0].dims[1],
                 "[CopyRowsToTensor] ROW should be 1-d, and width of input tensor should match lengths of row: [", DimsString(in[2].dims),
                 "] for [", DimsString(in[0].dims), "]");
  NETDEF_ENFORCE(in[2].dtype == in[0].dtype, "[CopyRowsToTensor] the row must have the type of the tensor, ", DTypeName(in[0].dtype), ", got ",
                 DTypeName(in[2].dtype));
  return {in[0]};
}

class CopyRowsToTensorOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* place = Input(1).data<int64_t>();
    const RowCopier copy(Input(2), Output(0), Output(0)->dim(1));
    for (int64_t i = 0; i < Input(1).numel(); ++i) CheckIndex("CopyRowsToTensor", place[i], Output(0)->dim(0));
    for (int64_t i = 0; i < Input(1).numel(); ++i) copy(0, place[i]);
  }
};

class CopyRowsToTensorGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (!IsInputOutputAlias(0, 0)) RowCopier(Input(0), Output(0), Input(0).numel())(0, 0);
  }
};

OPERATOR_SCHEMA(CopyRowsToTensor)
    .NumInputs(3)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Shape(CopyRowsToTensorShape)
    .SetDoc("Writes one row into several rows of a matrix, in place.")
    .Input(0, "input_tensor", "Matrix of any type.")
    .Input(1, "indices", "The rows to write to, int64.")
    .Input(2, "row", "What to write, 1-D.")
    .Output(0, "output_tensor", "The same blob.");

OPERATOR_SCHEMA(CopyRowsToTensorGradient)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of CopyRowsToTensor as Caffe2 has it: that of the output, even in the rows that were replaced.")
    .Input(0, "d_output", "Gradient of the output.")
    .Output(0, "d_input", "The same.");

REGISTER_CPU_OPERATOR(CopyRowsToTensor, CopyRowsToTensorOp);
REGISTER_CPU_OPERATOR(CopyRowsToTensorGradient, CopyRowsToTensorGradientOp);
SIMPLE_GRADIENT(CopyRowsToTensor, "CopyRowsToTensorGradient", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
