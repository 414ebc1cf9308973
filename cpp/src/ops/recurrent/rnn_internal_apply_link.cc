// rnn_internal_apply_link: makes one blob a view of some rows of another.
#include "ops/recurrent/_shared.h"

namespace netdef {
namespace {

struct ApplyLinkArgs {
  int64_t offset = 0, window = 1;

  template <typename V>
  void Fields(V& v) {
    v.Required("offset", offset, "First row, counted from the number of the step.");
    v("window", window, "Number of rows.");
  }
};

class ApplyLinkOp final : public Operator<CPUContext> {
 public:
  ApplyLinkOp(const OperatorDef& def, Workspace* ws) : Operator(def, ws), args_(ParseArgs<ApplyLinkArgs>(arguments())) {}

  bool RunOnDevice() override {
    NETDEF_ENFORCE(Input(0).numel() >= 1, "[rnn_internal_apply_link] the step number is missing");
    NETDEF_ENFORCE(Input(1).numel() > 0, "[rnn_internal_apply_link] the external blob is empty");
    const int64_t t = Input(0).data<int32_t>()[0];
    int64_t begin = 0;
    NETDEF_ENFORCE(!__builtin_add_overflow(t, args_.offset, &begin), "[rnn_internal_apply_link] offset out of range");
    *Output(0) = ViewRows(*Output(1), begin, args_.window);
    return true;
  }

 private:
  const ApplyLinkArgs args_;
};

OPERATOR_SCHEMA(rnn_internal_apply_link)
    .NumInputs(2)
    .NumOutputs(2)
    .EnforceInplace({{1, 1}})
    .Args<ApplyLinkArgs>()
    .Shape<ApplyLinkArgs>([](const ApplyLinkArgs& args, const ShapeInputs& in) {
      Dims rows = in[1].dims;
      NETDEF_ENFORCE(!rows.empty(), "[rnn_internal_apply_link] the external blob has no rows");
      rows[0] = args.window;
      return std::vector<TensorSpec>{{rows, in[1].dtype}, in[1]};
    })
    .SetDoc("Makes a blob of a step a view of rows of an outer blob. Recurrent networks do this by themselves.")
    .Input(0, "timestep", "Int32 tensor: number of the step.")
    .Input(1, "external", "Tensor with rows for all steps.")
    .Output(0, "internal", "The rows from timestep + offset on; they share the memory of `external`.")
    .Output(1, "external", "The same blob as input 1.");

REGISTER_CPU_OPERATOR(rnn_internal_apply_link, ApplyLinkOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(rnn_internal_apply_link, "RecurrentNetwork has the gradient");

}  // namespace
}  // namespace netdef
