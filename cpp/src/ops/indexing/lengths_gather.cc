// LengthsGather: the segments of ITEMS that INDICES name, one after the other.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsGatherShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[LengthsGather] ITEMS should be at least 1-D");
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[LengthsGather] LENGTHS should be 1-D");
  NETDEF_ENFORCE_EQ(in[2].dims.size(), 1u, "[LengthsGather] INDICES should be 1-D");
  const Tensor *lengths = in.value(1), *indices = in.value(2);
  if (lengths == nullptr || indices == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const auto* length = lengths->data<int32_t>();
  NETDEF_ENFORCE_EQ(TotalLength(length, lengths->numel()), in[0].dims[0],
                    "[LengthsGather] LENGTHS must match the first dimension of ITEMS");
  Dims out = in[0].dims;
  out[0] = 0;
  WithIndices(*indices, [&](const auto* index) {
    for (int64_t i = 0; i < indices->numel(); ++i) {
      CheckIndex("LengthsGather", index[i], lengths->numel());
      NETDEF_ENFORCE(!__builtin_add_overflow(out[0], static_cast<int64_t>(length[index[i]]), &out[0]),
                     "[LengthsGather] too many elements");
    }
  });
  return {TensorSpec(std::move(out), in[0].dtype)};
}

class LengthsGatherOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* length = Input(1).data<int32_t>();
    offsets_.assign(static_cast<size_t>(Input(1).numel()), 0);
    for (size_t i = 1; i < offsets_.size(); ++i) offsets_[i] = offsets_[i - 1] + length[i - 1];
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(1));
    WithIndices(Input(2), [&](const auto* index) {
      int64_t to = 0;
      for (int64_t i = 0; i < Input(2).numel(); ++i) {
        copy(offsets_[static_cast<size_t>(index[i])], to, length[index[i]]);
        to += length[index[i]];
      }
    });
  }

 private:
  std::vector<int64_t> offsets_;
};

OPERATOR_SCHEMA(LengthsGather)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape(LengthsGatherShape)
    .SetDoc("Gathers whole segments: items [0, 1, 2, 3, 4], lengths [0, 2, 3] and indices [0, 2] give [2, 3, 4].")
    .Input(0, "ITEMS", "Tensor of any type, cut along its first dim.")
    .Input(1, "LENGTHS", "Length of each segment, 1-D int32; they add up to the first dim of ITEMS.")
    .Input(2, "INDICES", "Segments to pick, 1-D, int32 or int64.")
    .Output(0, "OUTPUT", "The picked segments, joined along the first dim.");

REGISTER_CPU_OPERATOR(LengthsGather, LengthsGatherOp);
SHOULD_NOT_DO_GRADIENT(LengthsGather);

}  // namespace
}  // namespace netdef
