// ConcatBatchMatMulBatchGatherOp: dot products of several vectors with each other, for each example, of which only
// some are asked for: the n x n products, flattened, gathered by INDICES.
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ConcatBatchMatMulBatchGatherShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in.size(), 2u, "[ConcatBatchMatMulBatchGatherOp] expected indices and at least one matrix");
  NETDEF_ENFORCE_GE(in[1].dims.size(), 2u, "[ConcatBatchMatMulBatchGatherOp] the inputs must be examples x vector");
  for (size_t i = 2; i < in.size(); ++i) {
    NETDEF_ENFORCE(in[i].dims == in[1].dims, "[ConcatBatchMatMulBatchGatherOp] the inputs must have one shape, got [", DimsString(in[1].dims),
                   "] and [", DimsString(in[i].dims), "]");
  }
  return {TensorSpec({in[1].dims[0], NumElements(in[0].dims)}, DType::kFloat)};
}

class ConcatBatchMatMulBatchGatherOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t vectors = InputSize() - 1, examples = Output(0)->dim(0), picked = Output(0)->dim(1);
    const auto* index = Input(0).data<int32_t>();
    for (int64_t k = 0; k < picked; ++k) {
      NETDEF_ENFORCE(index[k] >= 0 && index[k] < vectors * vectors, "[ConcatBatchMatMulBatchGatherOp] expected indices below ", vectors * vectors,
                     ", got ", index[k]);
    }
    const int64_t size = Input(1).size_from_dim(1);
    float* y = Output(0)->mutable_data<float>();
    for (int64_t k = 0; k < picked; ++k) {
      const float* a = Input(1 + static_cast<int>(index[k] / vectors)).data<float>();
      const float* b = Input(1 + static_cast<int>(index[k] % vectors)).data<float>();
      for (int64_t e = 0; e < examples; ++e) {
        float dot = 0;
        for (int64_t j = 0; j < size; ++j) dot += a[e * size + j] * b[e * size + j];
        y[e * picked + k] = dot;
      }
    }
  }
};

OPERATOR_SCHEMA(ConcatBatchMatMulBatchGatherOp)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Shape(ConcatBatchMatMulBatchGatherShape)
    .SetDoc("Dot products of several vectors with each other, for each example, of which only some are asked for.\n\n"
            "The same as Concat with add_axis, BatchMatMul with its own transpose, Flatten and BatchGather.")
    .Input(0, "INDICES", "Which of the n * n products to give, int32; product i * n + j is that of vectors i and j.")
    .Input(1, "vectors_0", "The n inputs, each examples x vector, float.")
    .Output(0, "OUTPUT", "Examples x indices, float.");

REGISTER_CPU_OPERATOR(ConcatBatchMatMulBatchGatherOp, ConcatBatchMatMulBatchGatherOp);
GRADIENT_NOT_IMPLEMENTED_YET(ConcatBatchMatMulBatchGatherOp);

}  // namespace
}  // namespace netdef
