// FbFCPacked: a fully connected layer whose weights have been packed, in half precision, by FbGemmPack (from [N, K]) or
// FbGemmPackTranspose (from [K, N]). Y = X * W^T + b with W rounded to half precision.
#include "netdef/dims.h"
#include "netdef/half.h"
#include "netdef/math.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

// What the packing operators put into a blob: W as [N, K], values of half precision.
struct PackedWeights {
  int64_t outputs = 0, inputs = 0;
  std::vector<float> values;
};

template <bool kTransposed>
class FbGemmPackOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& w = Input(0);
    NETDEF_ENFORCE_EQ(w.dim(), 2, "the weights must be a matrix");
    const int64_t n = w.dim(kTransposed ? 1 : 0), k = w.dim(kTransposed ? 0 : 1);
    const float* from = w.data<float>();
    auto* packed = OperatorBase::Output<PackedWeights>(0);
    packed->outputs = n;
    packed->inputs = k;
    packed->values.resize(static_cast<size_t>(n * k));
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < k; ++j) {
        packed->values[static_cast<size_t>(i * k + j)] = static_cast<float>(Half(from[kTransposed ? j * n + i : i * k + j]));
      }
    }
  }
};

class FbFCPackedOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const auto& w = OperatorBase::Input<PackedWeights>(1);
    NETDEF_ENFORCE(x.dim() > 0 && SizeFromDim(x.dims(), x.dim() - 1) == w.inputs, "the last dim of X must be ", w.inputs,
                   ", the inputs of the packed weights; got shape [", DimsString(x.dims()), "]");
    NETDEF_ENFORCE_EQ(Input(2).numel(), w.outputs, "the bias must have an element for each output");
    Dims dims = x.dims();
    dims.back() = w.outputs;
    Output(0)->Resize(dims, DType::kFloat);
    const float* bias = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const int64_t rows = x.size_to_dim(x.dim() - 1);
    for (int64_t i = 0; i < rows; ++i) std::copy_n(bias, w.outputs, y + i * w.outputs);
    math::Gemm(math::Trans::kNo, math::Trans::kYes, rows, w.outputs, w.inputs, 1, x.data<float>(), w.values.data(), 1, y);
  }
};

void PackSchema(OpSchema& schema, const char* shape) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<NoArgs>()
      .ShapeDependsOnData("the output is no tensor")
      .SetDoc("Packs the weights of a fully connected layer, in half precision, for FbFCPacked.")
      .Input(0, "X", std::string("Float matrix, ") + shape + ".")
      .Output(0, "Y", "Packed weights; no tensor.");
}

OPERATOR_SCHEMA(FbGemmPack).FillUsing([](OpSchema& schema) { PackSchema(schema, "[outputs, inputs]"); });
OPERATOR_SCHEMA(FbGemmPackTranspose).FillUsing([](OpSchema& schema) { PackSchema(schema, "[inputs, outputs]"); });
OPERATOR_SCHEMA(FbFCPacked)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<NoArgs>()
    .ShapeDependsOnData("the number of outputs is that of the packed weights")
    .SetDoc("Fully connected layer with packed weights of half precision.")
    .Input(0, "X", "Float tensor, [..., inputs].")
    .Input(1, "W", "Weights packed by FbGemmPack or FbGemmPackTranspose.")
    .Input(2, "b", "Bias, one for each output.")
    .Output(0, "Y", "[..., outputs].");

REGISTER_CPU_OPERATOR(FbGemmPack, FbGemmPackOp<false>);
REGISTER_CPU_OPERATOR(FbGemmPackTranspose, FbGemmPackOp<true>);
REGISTER_CPU_OPERATOR(FbFCPacked, FbFCPackedOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(FbGemmPack, "packed weights are for inference");
SHOULD_NOT_DO_GRADIENT_BECAUSE(FbGemmPackTranspose, "packed weights are for inference");
SHOULD_NOT_DO_GRADIENT_BECAUSE(FbFCPacked, "packed weights are for inference; train with FC");

}  // namespace
}  // namespace netdef
