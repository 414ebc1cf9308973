// MatMulInteger of ONNX: the product of 8-bit matrices less their zero points, in int32.
#include "ops/onnx_quantized/_mat_mul.h"

namespace netdef {
namespace {

class MatMulIntegerOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    ByteMatMul(Input(0), HasInput(2) ? &Input(2) : nullptr, Input(1), HasInput(3) ? &Input(3) : nullptr, Output(0)->mutable_data<int32_t>());
  }
};

ONNX_OPERATOR_SCHEMA(MatMulInteger)
    .NumInputs(2, 4)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return OneSpec(MatMulPlan(in[0].dims, in[1].dims).result, DType::kInt32); })
    .SetDoc("Product of quantized matrices, as integers.")
    .Input(0, "A", "[..., M, K], int8 or uint8.")
    .Input(1, "B", "[..., K, N], int8 or uint8.")
    .Input(2, "a_zero_point", "One, or one for each row; absent: 0.")
    .Input(3, "b_zero_point", "One, or one for each column; absent: 0.")
    .Output(0, "Y", "[..., M, N], int32.");

REGISTER_ONNX_OPERATOR(MatMulInteger, MatMulIntegerOp);

}  // namespace
}  // namespace netdef
