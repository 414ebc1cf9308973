// RowWiseCounter: how often each row was updated lately. A count halves every `counter_halflife` iterations.
#include "netdef/dims.h"
#include "netdef/rows.h"
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct RowWiseCounterArgs {
  int64_t counter_halflife = -1;

  template <typename V>
  void Fields(V& v) {
    v("counter_halflife", counter_halflife, "Iterations after which a count is halved; where not positive, nothing is counted.");
  }
};

std::vector<TensorSpec> RowWiseCounterShape(const RowWiseCounterArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(in[1].dims), "[RowWiseCounter] PREV_ITER and COUNTER must have the same size");
  return {in[0], in[1]};
}

class RowWiseCounterOp final : public KernelOperator<RowWiseCounterArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    auto* previous = DataInPlace<int64_t>(Output(0));
    auto* counter = DataInPlace<double>(Output(1));
    if (args_.counter_halflife <= 0) return;
    const int64_t iteration = IterationInput(Input(3)), rows = Output(0)->numel();
    DispatchTypes<int32_t, int64_t>(Input(2).dtype(), [&](auto zero) {
      const auto* index = Input(2).data<decltype(zero)>();
      for (int64_t i = 0; i < Input(2).numel(); ++i) {
        NETDEF_ENFORCE(index[i] >= 0 && index[i] < rows, "[RowWiseCounter] Index out of bounds: ", index[i], ", range 0 to ", rows);
      }
      for (int64_t i = 0; i < Input(2).numel(); ++i) {
        const auto row = index[i];
        const auto passed = std::max(0.0, static_cast<double>(iteration) - static_cast<double>(previous[row]));
        counter[row] = 1 + counter[row] * std::exp2(-passed / static_cast<double>(args_.counter_halflife));
        previous[row] = std::max(iteration, previous[row]);
      }
    });
  }
};

OPERATOR_SCHEMA(RowWiseCounter)
    .NumInputs(4)
    .NumOutputs(2)
    .EnforceInplace({{0, 0}, {1, 1}})
    .Args<RowWiseCounterArgs>()
    .Shape<RowWiseCounterArgs>(RowWiseCounterShape)
    .SetDoc("Counts how often each row was updated; older updates count less, half after `counter_halflife` iterations.")
    .Input(0, "prev_iter", "Iteration of the last update of each row, int64.")
    .Input(1, "update_counter", "Count of each row, double.")
    .Input(2, "indices", "The rows updated now, int32 or int64.")
    .Input(3, "iter", "Current iteration, int64, one element.")
    .Output(0, "output_prev_iter", "Input 0.")
    .Output(1, "output_update_counter", "Input 1.");

REGISTER_CPU_OPERATOR(RowWiseCounter, RowWiseCounterOp);
SHOULD_NOT_DO_GRADIENT(RowWiseCounter);

}  // namespace
}  // namespace netdef
