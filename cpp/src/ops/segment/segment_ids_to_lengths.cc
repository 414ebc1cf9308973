// SegmentIdsToLengths, SegmentIdsToRanges: how many items each segment has and where they are, from their sorted ids.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

// How many segments there are: as many as the second input has rows, else the last id counts.
int64_t CountSegments(const Tensor& ids, const ShapeInputs& in) {
  int64_t last = -1;
  DispatchTypes<int32_t, int64_t>(ids.dtype(), [&](auto zero) {
    const auto* id = ids.data<decltype(zero)>();
    for (int64_t i = 0; i < ids.numel(); ++i) {
      NETDEF_ENFORCE(id[i] >= std::max<int64_t>(last, 0), "Segment ids must be sorted and not negative: ", id[i], " follows ", last);
      last = id[i];
    }
  });
  if (in.size() < 2) {
    NETDEF_ENFORCE_LT(last, std::numeric_limits<int32_t>::max(), "a segment id is too large");
    return last + 1;
  }
  NETDEF_ENFORCE(!in[1].dims.empty() && last < in[1].dims[0], "The number of segments inferred should *NOT* be larger than the size of "
                 "Input(1)'s first dimension: ", last + 1, " vs shape [", DimsString(in[1].dims), "]");
  return in[1].dims[0];
}

template <bool kRanges>
std::vector<TensorSpec> SegmentIdsShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 1 || (!kRanges && in[0].dims.size() > 1), "Input must be a vector, got shape [",
                 DimsString(in[0].dims), "]");
  const Tensor* ids = in.value(0);
  if (ids == nullptr) return {TensorSpec::Unknown(DType::kInt32)};
  const int64_t segments = CountSegments(*ids, in);
  return {TensorSpec(kRanges ? Dims{segments, 2} : Dims{segments}, DType::kInt32)};
}

template <bool kRanges>
class SegmentIdsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    constexpr int64_t kEach = kRanges ? 2 : 1;
    const Tensor& ids = Input(0);
    const int64_t segments = Output(0)->dim(0);
    NETDEF_ENFORCE_LE(ids.numel(), std::numeric_limits<int32_t>::max(), "too many items");
    auto* out = Output(0)->mutable_data<int32_t>();
    DispatchTypes<int32_t, int64_t>(ids.dtype(), [&](auto zero) {
      const auto* id = ids.data<decltype(zero)>();
      int64_t at = 0;
      for (int64_t s = 0; s < segments; ++s, out += kEach) {
        const int64_t begin = at;
        while (at < ids.numel() && id[at] == s) ++at;
        if (kRanges) out[0] = static_cast<int32_t>(begin);
        out[kEach - 1] = static_cast<int32_t>(at - begin);
      }
    });
  }
};

template <bool kRanges>
void TakesSegmentIds(OpSchema& schema) {
  schema.NumInputs(1, 2)
      .NumOutputs(1)
      .Shape(SegmentIdsShape<kRanges>)
      .Input(0, "segment_ids", "Segment of each item, ascending, int32 or int64.")
      .Input(1, "data", "A tensor with as many rows as there are segments, for empty ones at the end (optional).");
}

OPERATOR_SCHEMA(SegmentIdsToLengths)
    .FillUsing(TakesSegmentIds<false>)
    .SetDoc("Counts the items of each segment: ids [0, 0, 2, 2] give [2, 0, 2].")
    .Output(0, "lengths", "How many items each segment has, int32.");

OPERATOR_SCHEMA(SegmentIdsToRanges)
    .FillUsing(TakesSegmentIds<true>)
    .SetDoc("Where the items of each segment are: ids [0, 0, 2, 2] give [[0, 2], [2, 0], [2, 2]].")
    .Output(0, "lengths", "First item and number of items of each segment, int32.");

REGISTER_CPU_OPERATOR(SegmentIdsToLengths, SegmentIdsOp<false>);
REGISTER_CPU_OPERATOR(SegmentIdsToRanges, SegmentIdsOp<true>);
SHOULD_NOT_DO_GRADIENT(SegmentIdsToLengths);
SHOULD_NOT_DO_GRADIENT(SegmentIdsToRanges);

}  // namespace
}  // namespace netdef
