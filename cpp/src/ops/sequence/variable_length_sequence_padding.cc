// VariableLengthSequencePadding: zeros in the steps past the end of each sequence, in place.
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> VariableLengthSequencePaddingShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 3u, "[VariableLengthSequencePadding] input must be steps x sequences x dims");
  NETDEF_ENFORCE_EQ(NumElements(in[1].dims), in[0].dims[1], "[VariableLengthSequencePadding] expected one length for each sequence");
  return {in[0]};
}

class VariableLengthSequencePaddingOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    const int64_t steps = out->dim(0), sequences = out->dim(1), row = out->dim(2);
    const auto* length = Input(1).data<int32_t>();
    auto* y = DataInPlace<float>(out);
    for (int64_t s = 0; s < sequences; ++s) {
      NETDEF_ENFORCE(length[s] >= 0 && length[s] <= steps, "[VariableLengthSequencePadding] a length must be within 0 to ", steps,
                     ", got ", length[s]);
      for (int64_t step = length[s]; step < steps; ++step) std::fill_n(y + (step * sequences + s) * row, row, 0.0f);
    }
  }
};

OPERATOR_SCHEMA(VariableLengthSequencePadding)
    .NumInputs(2)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Shape(VariableLengthSequencePaddingShape)
    .SetDoc("Puts zeros into the steps past the end of each sequence, in place.")
    .Input(0, "input", "Steps x sequences x dims, float.")
    .Input(1, "seq_lengths", "How many steps each sequence has, int32.")
    .Output(0, "output", "The same blob.");

REGISTER_CPU_OPERATOR(VariableLengthSequencePadding, VariableLengthSequencePaddingOp);
GRADIENT_NOT_IMPLEMENTED_YET(VariableLengthSequencePadding);

}  // namespace
}  // namespace netdef
