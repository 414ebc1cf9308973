// EnsureClipped: y = min(max(x, min), max) for all of X, or with indices only those rows.
// Runs after the update of a parameter, whose gradient says which rows have changed.

#include "netdef/dims.h"
#include "ops/elementwise/_clip.h"

namespace netdef {
namespace {

class EnsureClippedOp final : public KernelOperator<ClipArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (InputSize() == 1) {
      MapElements(Input(0).numel(), Output(0)->mutable_data<float>(), Clip(), args_, Input(0).data<float>());
      return;
    }
    Output(0)->CopyFrom(Input(0));
    DispatchTypes(IntTypes(), Input(1).dtype(), [&](auto zero) { LimitRows(Input(1).data<decltype(zero)>()); });
  }

 private:
  template <typename Index>
  void LimitRows(const Index* indices) {
    NETDEF_ENFORCE(Output(0)->dim() >= 1, "[EnsureClipped] a scalar has no rows");
    const int64_t rows = Output(0)->dim(0), width = SizeFromDim(Output(0)->dims(), 1);
    float* x = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Input(1).numel(); ++i) {
      const int64_t row = indices[i];
      NETDEF_ENFORCE(row >= 0 && row < rows, "[EnsureClipped] index ", row, " is out of range 0 to ", rows - 1);
      for (int64_t k = row * width; k < (row + 1) * width; ++k) x[k] = Clip()(x[k], args_);
    }
  }
};

OPERATOR_SCHEMA(EnsureClipped)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<ClipArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Limits a parameter, or the rows of it that a sparse gradient has changed, to a range.")
    .Input(0, "param", "Float tensor.")
    .Input(1, "indices", "Rows to limit: int32 or int64; without them everything is limited.")
    .Input(2, "grad", "The gradient; not read.")
    .Output(0, "output_param", "The limited parameter.");

REGISTER_CPU_OPERATOR(EnsureClipped, EnsureClippedOp);
SHOULD_NOT_DO_GRADIENT(EnsureClipped);

}  // namespace
}  // namespace netdef
