// LengthsToSegmentIds: the segment of each item, from the lengths of the segments.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsToSegmentIdsShape(const ShapeInputs& in) {
  CheckVector("LengthsToSegmentIds", in[0].dims);
  const Tensor* lengths = in.value(0);
  if (lengths == nullptr) return {TensorSpec::Unknown(DType::kInt32)};
  return {TensorSpec({TotalLength(lengths->data<int32_t>(), lengths->numel())}, DType::kInt32)};
}

class LengthsToSegmentIdsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* lengths = Input(0).data<int32_t>();
    auto* ids = Output(0)->mutable_data<int32_t>();
    for (int64_t s = 0; s < Input(0).numel(); ++s) ids = std::fill_n(ids, lengths[s], static_cast<int32_t>(s));
  }
};

OPERATOR_SCHEMA(LengthsToSegmentIds)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(LengthsToSegmentIdsShape)
    .SetDoc("Gives the segment of each item: lengths [1, 3, 0, 2] give [0, 1, 1, 1, 3, 3].")
    .Input(0, "lengths", "How many items each segment has, 1-D int32.")
    .Output(0, "segment_ids", "The segment of each item, int32.");

REGISTER_CPU_OPERATOR(LengthsToSegmentIds, LengthsToSegmentIdsOp);
SHOULD_NOT_DO_GRADIENT(LengthsToSegmentIds);

}  // namespace
}  // namespace netdef
