// LengthsRangeFill: for each length n the numbers 0 .. n - 1, one run after the other.
#include "netdef/operator.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsRangeFillShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[LengthsRangeFill] lengths must be 1-D");
  const Tensor* lengths = in.value(0);
  if (lengths == nullptr) return {TensorSpec::Unknown(DType::kInt32)};
  const auto* values = lengths->data<int32_t>();
  int64_t total = 0;
  for (int64_t i = 0; i < lengths->numel(); ++i) {
    NETDEF_ENFORCE_GE(values[i], 0, "[LengthsRangeFill] a length is negative");
    total += values[i];
  }
  return {TensorSpec({total}, DType::kInt32)};
}

class LengthsRangeFillOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* lengths = Input(0).data<int32_t>();
    auto* y = Output(0)->mutable_data<int32_t>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      for (int32_t j = 0; j < lengths[i]; ++j) *y++ = j;
    }
  }
};

OPERATOR_SCHEMA(LengthsRangeFill)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(LengthsRangeFillShape)
    .SetDoc("Counts from zero within each segment: lengths [2, 3] give [0, 1, 0, 1, 2].")
    .Input(0, "lengths", "Length of each segment, 1-D int32.")
    .Output(0, "range_sequence", "The positions, 1-D int32, as long as all segments together.");

REGISTER_CPU_OPERATOR(LengthsRangeFill, LengthsRangeFillOp);
NO_GRADIENT(LengthsRangeFill);

}  // namespace
}  // namespace netdef
