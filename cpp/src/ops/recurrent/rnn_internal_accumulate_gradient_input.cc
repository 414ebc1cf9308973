// rnn_internal_accumulate_gradient_input: adds one row of a gradient to another row of another.
#include "netdef/math.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct AccumulateArgs {
  int64_t offset = 0;

  template <typename V>
  void Fields(V& v) {
    v.Required("offset", offset, "Row of the sum, counted from the number of the step.");
  }
};

class AccumulateGradientInputOp final : public Operator<CPUContext> {
 public:
  AccumulateGradientInputOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws), args_(ParseArgs<AccumulateArgs>(arguments())) {}

  bool RunOnDevice() override {
    const Tensor& from = Input(1);
    Tensor* to = Output(0);
    NETDEF_ENFORCE(Input(0).numel() >= 1, "[rnn_internal_accumulate_gradient_input] the step number is missing");
    NETDEF_ENFORCE(from.dim() >= 1 && to->dim() >= 1 && from.size_from_dim(1) == to->size_from_dim(1),
                   "[rnn_internal_accumulate_gradient_input] rows of [", DimsString(from.dims()), "] and [",
                   DimsString(to->dims()), "] must have one size");
    const int64_t t = Input(0).data<int32_t>()[0], row = from.size_from_dim(1);
    NETDEF_ENFORCE(t >= 0 && t < from.dim(0) && args_.offset >= -t && args_.offset < to->dim(0) - t,
                   "Accumulation destination address over bounds: row ", t, " of ", from.dim(0), ", offset ", args_.offset,
                   ", ", to->dim(0), " rows to add to");
    math::Axpy(row, 1.0f, from.data<float>() + t * row, to->mutable_data<float>() + (t + args_.offset) * row);
    return true;
  }

 private:
  const AccumulateArgs args_;
};

OPERATOR_SCHEMA(rnn_internal_accumulate_gradient_input)
    .NumInputs(3)
    .NumOutputs(1, OpSchema::kMany)
    .EnforceInplace({{2, 0}})
    .Args<AccumulateArgs>()
    .ShapeDependsOnData("the output is input 2; further ones are only declared for the order of operators")
    .SetDoc("Adds the row of a step of one gradient to another one. Recurrent networks do this by themselves.")
    .Input(0, "timestep", "Int32 tensor: number of the step.")
    .Input(1, "external_gradient", "Float tensor with a row for each step.")
    .Input(2, "gradient", "Float tensor with rows of the same size.")
    .Output(0, "gradient", "The same blob as input 2.");

REGISTER_CPU_OPERATOR(rnn_internal_accumulate_gradient_input, AccumulateGradientInputOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(rnn_internal_accumulate_gradient_input, "it is part of a gradient itself");

}  // namespace
}  // namespace netdef
