// LengthsToOffsets: where each segment begins.
#include "netdef/wrapped.h"
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

struct LengthsToOffsetsArgs {
  bool include_last_offset = false;

  template <typename V>
  void Fields(V& v) {
    v("include_last_offset", include_last_offset, "Also tell where the last segment ends.");
  }
};

std::vector<TensorSpec> LengthsToOffsetsShape(const LengthsToOffsetsArgs& args, const ShapeInputs& in) {
  CheckVector("LengthsToOffsets", in[0].dims);
  return {TensorSpec({in[0].dims[0] + (args.include_last_offset ? 1 : 0)}, DType::kInt32)};
}

class LengthsToOffsetsOp final : public KernelOperator<LengthsToOffsetsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* lengths = Input(0).data<int32_t>();
    auto* offsets = Output(0)->mutable_data<int32_t>();
    int32_t offset = 0;
    for (int64_t s = 0; s < Output(0)->numel(); ++s) {
      offsets[s] = offset;
      if (s < Input(0).numel()) offset = AddWrapped(offset, lengths[s]);
    }
  }
};

OPERATOR_SCHEMA(LengthsToOffsets)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LengthsToOffsetsArgs>()
    .Shape<LengthsToOffsetsArgs>(LengthsToOffsetsShape)
    .SetDoc("Where each segment begins: lengths [1, 3, 0] give [0, 1, 4].")
    .Input(0, "lengths", "How many items each segment has, 1-D int32.")
    .Output(0, "offsets", "The first item of each segment, int32.");

REGISTER_CPU_OPERATOR(LengthsToOffsets, LengthsToOffsetsOp);
SHOULD_NOT_DO_GRADIENT(LengthsToOffsets);

}  // namespace
}  // namespace netdef
