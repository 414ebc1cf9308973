// LengthsToRanges: for each length the pair (offset, length).
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsToRangesShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[LengthsToRanges] Input must be a vector.");
  return {TensorSpec({in[0].dims[0], 2}, DType::kInt32)};
}

class LengthsToRangesOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* lengths = Input(0).data<int32_t>();
    auto* ranges = Output(0)->mutable_data<int32_t>();
    uint32_t offset = 0;  // wraps where the sum does not fit
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      ranges[2 * i] = static_cast<int32_t>(offset);
      ranges[2 * i + 1] = lengths[i];
      offset += static_cast<uint32_t>(lengths[i]);
    }
  }
};

OPERATOR_SCHEMA(LengthsToRanges)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(LengthsToRangesShape)
    .SetDoc("Turns lengths of segments into (offset, length) pairs: [1, 3, 0, 2] gives [[0, 1], [1, 3], [4, 0], [4, 2]].")
    .Input(0, "lengths", "Length of each segment, 1-D int32.")
    .Output(0, "ranges", "Offset and length of each segment, n x 2, int32.");

REGISTER_CPU_OPERATOR(LengthsToRanges, LengthsToRangesOp);
NO_GRADIENT(LengthsToRanges);

}  // namespace
}  // namespace netdef
