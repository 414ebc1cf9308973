// netdef::RecurrentLayer: what a pass makes of a fully connected layer and the RecurrentNetwork of LSTM or GRU cells behind it.
#include <algorithm>
#include <vector>

#include "core/pass_operator.h"
#include "netdef/math.h"
#include "ops/recurrent/_layer.h"
#include "ops/recurrent/_unit.h"

namespace netdef {
namespace {

using math::Trans;
using In = RecurrentLayerInputs;

std::vector<TensorSpec> RecurrentLayerShape(const RecurrentLayerArgs& args, const ShapeInputs& in) {
  const RecurrentLayerSizes s(args, in);
  const TensorSpec all({s.steps, s.batch, s.hidden}, DType::kFloat), last({1, s.batch, s.hidden}, DType::kFloat);
  std::vector<TensorSpec> specs{all, last};
  if (args.lstm()) specs.insert(specs.end(), {all, last});
  return specs;
}

class RecurrentLayerOp final : public KernelOperator<RecurrentLayerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& x = Input(In::kX).dims();
    steps_ = x[0];
    batch_ = x[1];
    hidden_ = Input(In::kRecurrent).dim(1);
    const int64_t width = args_.gates() * hidden_, state = batch_ * hidden_;
    std::vector<float> projected(static_cast<size_t>(steps_ * batch_ * width));
    Product(Input(In::kX).data<float>(), steps_ * batch_, x[2], In::kWeights, width, projected.data());
    std::vector<float> h = FirstState(In::kFirstHidden), c = args_.lstm() ? FirstState(In::kFirstCell) : std::vector<float>();
    const int32_t* lengths = HasInput(In::kLengths) ? Input(In::kLengths).data<int32_t>() : nullptr;
    for (int64_t t = 0; t < steps_; ++t) {
      float* gates = projected.data() + t * batch_ * width;
      const std::vector<float> before = h, cell_before = c;
      args_.lstm() ? LstmStep(gates, &h, &c) : GruStep(gates, &h);
      for (int64_t b = 0; b < batch_; ++b) {
        if (lengths == nullptr || t < lengths[b]) continue;
        for (int64_t i = b * hidden_; i < (b + 1) * hidden_; ++i) {
          const auto at = static_cast<size_t>(i);
          h[at] = args_.drop_states ? 0.0f : before[at];
          if (args_.lstm()) c[at] = args_.drop_states ? 0.0f : cell_before[at];
        }
      }
      Store(h, 0, t * state);
      if (args_.lstm()) Store(c, 2, t * state);
    }
    Store(h, 1, 0);
    if (args_.lstm()) Store(c, 3, 0);
  }

 private:
  // to = x * w^T + b, with the weights and the bias at `weights`.
  void Product(const float* x, int64_t rows, int64_t depth, int weights, int64_t width, float* to) {
    const float* bias = Input(weights + 1).data<float>();
    for (int64_t i = 0; i < rows; ++i) std::copy_n(bias, width, to + i * width);
    math::Gemm(Trans::kNo, Trans::kYes, rows, width, depth, 1.0f, x, Input(weights).data<float>(), 1.0f, to);
  }

  std::vector<float> Product(const std::vector<float>& h, int weights, int64_t width) {
    std::vector<float> product(static_cast<size_t>(batch_ * width));
    Product(h.data(), batch_, hidden_, weights, width, product.data());
    return product;
  }

  std::vector<float> FirstState(int input) {
    const Tensor& first = Input(input);
    std::vector<float> state(static_cast<size_t>(batch_ * hidden_));
    for (int64_t i = 0; i < batch_ * hidden_; ++i) state[static_cast<size_t>(i)] = first.data<float>()[i % first.numel()];
    return state;
  }

  void Store(const std::vector<float>& state, int output, int64_t at) {
    if (HasOutput(output)) std::copy(state.begin(), state.end(), Output(output)->mutable_data<float>() + at);
  }

  // Gates input, forget, output, candidate.
  void LstmStep(float* gates, std::vector<float>* h, std::vector<float>* c) {
    const std::vector<float> product = Product(*h, In::kRecurrent, 4 * hidden_);
    for (int64_t i = 0; i < batch_ * hidden_; ++i) {
      const auto gate = [&](int64_t g) {
        const int64_t at = (i / hidden_ * 4 + g) * hidden_ + i % hidden_;
        return gates[at] + product[static_cast<size_t>(at)];
      };
      float& cell = (*c)[static_cast<size_t>(i)];
      cell = UnitSigmoid(gate(1) + args_.forget_bias) * cell + UnitSigmoid(gate(0)) * std::tanh(gate(3));
      (*h)[static_cast<size_t>(i)] = UnitSigmoid(gate(2)) * std::tanh(cell);
    }
  }

  // Gates reset, update, candidate.
  void GruStep(float* gates, std::vector<float>* h) {
    const std::vector<float> before = *h;
    std::vector<float> resets = Product(before, In::kRecurrent, hidden_), updates = Product(before, In::kRecurrent + 2, hidden_), reset_h = before;
    const auto gate = [&](int64_t i, int64_t g) { return gates[(i / hidden_ * 3 + g) * hidden_ + i % hidden_]; };
    for (int64_t i = 0; i < batch_ * hidden_; ++i) {
      const auto at = static_cast<size_t>(i);
      resets[at] = UnitSigmoid(resets[at] + gate(i, 0));
      reset_h[at] *= resets[at];
    }
    const bool after = args_.cell == "gru_reset_after";
    const std::vector<float> candidates = Product(after ? before : reset_h, In::kRecurrent + 4, hidden_);
    for (int64_t i = 0; i < batch_ * hidden_; ++i) {
      const auto at = static_cast<size_t>(i);
      const float update = UnitSigmoid(updates[at] + gate(i, 1));
      const float candidate = std::tanh(gate(i, 2) + (after ? resets[at] : 1.0f) * candidates[at]);
      (*h)[at] = update * before[at] + (1 - update) * candidate;
    }
  }

  int64_t steps_ = 0, batch_ = 0, hidden_ = 0;
};

PASS_OPERATOR_SCHEMA(RecurrentLayer)
    .NumInputs(8, 12)
    .NumOutputs(2, 4)
    .Args<RecurrentLayerArgs>()
    .Shape<RecurrentLayerArgs>(RecurrentLayerShape)
    .SetDoc("A layer of LSTM or GRU cells over whole sequences, as LSTMUnit and GRUUnit compute them. Made by passes.\n\n"
            "Gates lie in the order input, forget, output, candidate for lstm, and reset, update, candidate for gru.")
    .Input(0, "X", "(steps, batch, inputs).")
    .Input(1, "W", "(gates * hidden, inputs).")
    .Input(2, "b", "(gates * hidden).")
    .Input(3, "lengths", "(batch), int32; absent: all sequences run to the end.")
    .Input(4, "first_h", "(1, batch, hidden), (batch, hidden), or (hidden) for all sequences.")
    .Input(5, "first_c", "Likewise, for lstm.")
    .Input(6, "R, b_R, ...", "Recurrent weights (gates * hidden, hidden) and their bias; for gru a pair for each gate.")
    .Output(0, "all_h", "(steps, batch, hidden): the hidden states.")
    .Output(1, "last_h", "(1, batch, hidden).")
    .Output(2, "all_c", "(steps, batch, hidden): the cell states of lstm.")
    .Output(3, "last_c", "(1, batch, hidden).");

REGISTER_PASS_OPERATOR(RecurrentLayer, RecurrentLayerOp);

}  // namespace
}  // namespace netdef
