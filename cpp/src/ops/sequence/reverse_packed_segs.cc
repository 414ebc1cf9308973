// ReversePackedSegs: turns each sequence of a packed tensor around; its padding stays at the end.
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ReversePackedSegsShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 3u, "[ReversePackedSegs] DATA should be 3-D tensor <lengths, segments, embeddings>");
  NETDEF_ENFORCE(in[1].dims.size() == 1 && in[1].dims[0] == in[0].dims[1],
                 "[ReversePackedSegs] LENGTH should be 1-D, its size equal to the batch size ", in[0].dims[1], ", got shape [",
                 DimsString(in[1].dims), "]");
  return {in[0]};
}

class ReversePackedSegsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& data = Input(0);
    const int64_t steps = data.dim(0), sequences = data.dim(1);
    const RowCopier copy(data, Output(0), data.dim(2));
    WithLengths(Input(1), [&](const auto* length) {
      for (int64_t s = 0; s < sequences; ++s) {
        NETDEF_ENFORCE(length[s] >= 0 && length[s] <= steps, "[ReversePackedSegs] a length must be within 0 to ", steps, ", got ", length[s]);
        for (int64_t t = 0; t < steps; ++t) copy((t < length[s] ? length[s] - 1 - t : t) * sequences + s, t * sequences + s);
      }
    });
  }
};

OPERATOR_SCHEMA(ReversePackedSegs)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(ReversePackedSegsShape)
    .SetDoc("Turns each sequence of a packed tensor around; the padding stays at the end.")
    .Input(0, "data", "Steps x sequences x dims, of any type.")
    .Input(1, "lengths", "How many steps each sequence has, 1-D, int32 or int64.")
    .Output(0, "reversed data", "The same shape.");

REGISTER_CPU_OPERATOR(ReversePackedSegs, ReversePackedSegsOp);
SIMPLE_GRADIENT(ReversePackedSegs, "ReversePackedSegs", {GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
