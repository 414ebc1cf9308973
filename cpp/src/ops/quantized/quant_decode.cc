// QuantDecode: looks codes up in a codebook, y[i] = codebook[code[i]]; dcodebook[k] = sum of dy over codes equal to k.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

// visit(i, position) for each code of a tensor; throws for a code that is not in the codebook.
template <typename Visit>
void ForEachCode(const Tensor& codes, int64_t entries, Visit visit) {
  DispatchTypes<uint8_t, uint16_t, int32_t>(codes.dtype(), [&](auto zero) {
    const auto* code = codes.data<decltype(zero)>();
    for (int64_t i = 0; i < codes.numel(); ++i) {
      const auto position = static_cast<int64_t>(code[i]);
      NETDEF_ENFORCE(position >= 0 && position < entries, "expected codes below ", entries, ", the size of the codebook, got ",
                     position);
      visit(i, position);
    }
  });
}

std::vector<TensorSpec> DecodeShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in.size() >= 2 && static_cast<size_t>(in.num_outputs) == in.size() - 1,
                 "expected a codebook, tensors of codes and as many outputs, got ", in.size(), " inputs and ", in.num_outputs,
                 " outputs");
  std::vector<TensorSpec> specs;
  for (size_t i = 1; i < in.size(); ++i) specs.emplace_back(in[i].dims, DType::kFloat);
  return specs;
}

class QuantDecodeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* codebook = Input(0).data<float>();
    for (int i = 1; i < InputSize(); ++i) {
      float* y = Output(i - 1)->mutable_data<float>();
      ForEachCode(Input(i), Input(0).numel(), [&](int64_t at, int64_t position) { y[at] = codebook[position]; });
    }
  }
};

std::vector<TensorSpec> DecodeGradientShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in.size() >= 3 && in.size() % 2 == 1, "expected a codebook, tensors of codes and as many gradients, got ",
                 in.size(), " inputs");
  const size_t tensors = in.size() / 2;
  for (size_t i = 1; i <= tensors; ++i) {
    NETDEF_ENFORCE(NumElements(in[i].dims) == NumElements(in[i + tensors].dims), "gradient ", i - 1,
                   " must have the size of its codes [", DimsString(in[i].dims), "], got [", DimsString(in[i + tensors].dims), "]");
  }
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class QuantDecodeGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    float* dcodebook = Output(0)->mutable_data<float>();
    std::fill(dcodebook, dcodebook + Output(0)->numel(), 0.0f);
    const int tensors = InputSize() / 2;
    for (int i = 1; i <= tensors; ++i) {
      const float* dy = Input(i + tensors).data<float>();
      ForEachCode(Input(i), Output(0)->numel(), [&](int64_t at, int64_t position) { dcodebook[position] += dy[at]; });
    }
  }
};

OPERATOR_SCHEMA(QuantDecode)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .Args<NoArgs>()
    .Shape(DecodeShape)
    .SetDoc("Replaces codes by the entries of a codebook that they name; several tensors may share one codebook.")
    .Input(0, "codebook", "Float tensor; its entries are counted in memory order.")
    .Input(1, "codes_0", "Tensor of uint8, uint16 or int32, of any shape; more may follow.")
    .Output(0, "decoded_0", "Float tensor of the shape of codes_0; more may follow.");

OPERATOR_SCHEMA(QuantDecodeGradient)
    .NumInputs(3, OpSchema::kMany)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape(DecodeGradientShape)
    .SetDoc("Gradient of QuantDecode.")
    .Input(0, "codebook", "The codebook; then all codes, then the gradients of all outputs.")
    .Output(0, "dcodebook", "Gradient of the codebook.");

// QuantDecodeGradient(codebook, codes..., gradients...) -> dcodebook.
class QuantDecodeGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs;
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(I(i));
    for (int i = 0; i < OutputSize(); ++i) inputs.push_back(GO(i));
    return SingleGradientDef("QuantDecodeGradient", "", inputs, {GI(0)});
  }
};

REGISTER_CPU_OPERATOR(QuantDecode, QuantDecodeOp);
REGISTER_CPU_OPERATOR(QuantDecodeGradient, QuantDecodeGradientOp);
REGISTER_GRADIENT(QuantDecode, QuantDecodeGradientMaker);

}  // namespace
}  // namespace netdef
