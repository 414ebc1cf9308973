// ReverseSequence of ONNX: the first sequence_lens[b] elements along the time axis in reverse order.
#include "netdef/rows.h"
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct ReverseSequenceArgs {
  int64_t batch_axis = 1, time_axis = 0;

  template <typename V>
  void Fields(V& v) {
    v("batch_axis", batch_axis, "0 or 1, not the time axis.");
    v("time_axis", time_axis, "0 or 1.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE((batch_axis == 0 && time_axis == 1) || (batch_axis == 1 && time_axis == 0), "batch_axis and time_axis must be 0 and 1, in any order");
    }
  }
};

class ReverseSequenceOp final : public KernelOperator<ReverseSequenceArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& d = Input(0).dims();
    NETDEF_ENFORCE(d.size() >= 2, "[ReverseSequence] expected at least two dimensions, got [", DimsString(d), "]");
    const int64_t batch = d[static_cast<size_t>(args_.batch_axis)], time = d[static_cast<size_t>(args_.time_axis)], row = SizeFromDim(d, 2);
    const int64_t batch_step = args_.batch_axis == 0 ? time : 1, time_step = args_.batch_axis == 0 ? 1 : batch;
    const std::vector<int64_t> lengths = IntegersOf(Input(1));
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(lengths.size()), batch, "[ReverseSequence] one length is needed for each sequence");
    const RowCopier copy(Input(0), Output(0), row);
    for (int64_t b = 0; b < batch; ++b) {
      const int64_t n = lengths[static_cast<size_t>(b)];
      NETDEF_ENFORCE(n >= 0 && n <= time, "[ReverseSequence] expected lengths of 0 to ", time, ", got ", n);
      for (int64_t t = 0; t < time; ++t) copy(b * batch_step + (t < n ? n - 1 - t : t) * time_step, b * batch_step + t * time_step);
    }
  }
};

ONNX_OPERATOR_SCHEMA(ReverseSequence)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<ReverseSequenceArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Reverses sequences of different lengths.")
    .Input(0, "input", "Tensor with a batch and a time axis in front.")
    .Input(1, "sequence_lens", "int64, 1-D: how many elements of each sequence are reversed.")
    .Output(0, "Y", "Shape and type of the input.");

REGISTER_ONNX_OPERATOR(ReverseSequence, ReverseSequenceOp);

}  // namespace
}  // namespace netdef
