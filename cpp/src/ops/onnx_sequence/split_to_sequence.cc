// SplitToSequence of ONNX: a tensor cut along an axis into a sequence.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

struct SplitToSequenceArgs {
  int64_t axis = 0;
  bool keepdims = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis to cut; negative: from the end.");
    v("keepdims", keepdims, "Without lengths: whether the axis stays, with extent 1.");
  }
};

class SplitToSequenceOp final : public OperatorBase {
 public:
  SplitToSequenceOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<SplitToSequenceArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const Tensor& in = Input<Tensor>(0);
    const int axis = CanonicalAxis(args_.axis, in.dims());
    const int64_t extent = in.dim(axis), outer = SizeToDim(in.dims(), axis), inner = SizeFromDim(in.dims(), axis + 1);
    TensorSequence sequence;
    int64_t begin = 0;
    for (int64_t length : Lengths(extent)) {
      Dims dims = in.dims();
      dims[static_cast<size_t>(axis)] = length;
      if (!HasInput(1) && !args_.keepdims) dims.erase(dims.begin() + axis);
      Tensor part(dims, in.dtype());
      DispatchItemTypes(in.dtype(), [&](auto zero) {
        using T = decltype(zero);
        T* to = static_cast<T*>(part.raw_mutable_data());
        for (int64_t o = 0; o < outer; ++o) std::copy_n(Items<T>(in) + (o * extent + begin) * inner, length * inner, to + o * length * inner);
      });
      begin += length;
      sequence.items.push_back(std::move(part));
    }
    *Output<TensorSequence>(0) = std::move(sequence);
    return true;
  }

 private:
  std::vector<int64_t> Lengths(int64_t extent) const {
    if (!HasInput(1)) return std::vector<int64_t>(static_cast<size_t>(extent), 1);
    const Tensor& split = Input<Tensor>(1);
    std::vector<int64_t> lengths = IntegersOf(split);
    if (split.dim() == 0) {
      const int64_t each = lengths[0];
      NETDEF_ENFORCE(each > 0, "[SplitToSequence] expected a positive length, got ", each);
      lengths.clear();
      for (int64_t begin = 0; begin < extent; begin += std::min(each, extent - begin)) lengths.push_back(std::min(each, extent - begin));
    }
    int64_t rest = extent;
    for (int64_t length : lengths) {
      NETDEF_ENFORCE(length >= 0 && length <= rest, "[SplitToSequence] the lengths do not add up to the extent ", extent, " of the axis");
      rest -= length;
    }
    NETDEF_ENFORCE_EQ(rest, 0, "[SplitToSequence] the lengths do not add up to the extent ", extent, " of the axis");
    return lengths;
  }

  const SplitToSequenceArgs args_;
};

ONNX_OPERATOR_SCHEMA(SplitToSequence)
    .FillUsing(SequenceSchema)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<SplitToSequenceArgs>()
    .SetDoc("A tensor cut along an axis into a sequence.")
    .Input(0, "input", "Tensor.")
    .Input(1, "split", "Length of each part, or one for all; absent: 1.")
    .Output(0, "output_sequence", "The parts.");

REGISTER_ONNX_OPERATOR(SplitToSequence, SplitToSequenceOp);

}  // namespace
}  // namespace netdef
