// InferenceLSTM: a stack of LSTM layers over whole sequences, without what training would need.
// With gates [i, f, g, o] = W x_t + U h_{t-1} + b: c_t = sigmoid(f) * c_{t-1} + sigmoid(i) * tanh(g),
// h_t = sigmoid(o) * tanh(c_t).
// https://www.bioinf.jku.at/publications/older/2604.pdf
#include <cmath>

#include "netdef/math.h"
#include "netdef/operator.h"
#include "ops/recurrent/_unit.h"

namespace netdef {
namespace {

struct LSTMArgs {
  int num_layers = 1;
  bool has_biases = true, batch_first = false, bidirectional = false;

  template <typename V>
  void Fields(V& v) {
    v("num_layers", num_layers, "Layers on top of each other.");
    v("has_biases", has_biases, "The parameters of a layer hold two bias vectors.");
    v("batch_first", batch_first, "Sequences are [batch, steps, size] instead of [steps, batch, size].");
    v("bidirectional", bidirectional, "Each layer also runs backwards; its output is both, side by side.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GE(num_layers, 1, "num_layers must be positive");
  }
  int64_t directions() const { return bidirectional ? 2 : 1; }
  size_t parameters() const { return has_biases ? 4 : 2; }  // of one layer in one direction
};

constexpr size_t kFirstParameter = 3;

std::vector<TensorSpec> LSTMShape(const LSTMArgs& args, const ShapeInputs& in) {
  const int64_t runs = args.num_layers * args.directions();
  NETDEF_ENFORCE_EQ(in.size(), kFirstParameter + static_cast<size_t>(runs) * args.parameters(),
                    "there must be an input sequence, hidden state, cell state and the parameters of all layers");
  const Dims &x = in[0].dims, &h = in[1].dims;
  NETDEF_ENFORCE(x.size() == 3 && h.size() == 3, "expected sequences and states of three dims, got [", DimsString(x), "] and [",
                 DimsString(h), "]");
  const int64_t batch = x[args.batch_first ? 0 : 1], hidden = h[2];
  const Dims state{runs, batch, hidden};
  NETDEF_ENFORCE(h == state && in[2].dims == state, "the states must have shape [", DimsString(state), "], got [",
                 DimsString(h), "] and [", DimsString(in[2].dims), "]");
  for (int64_t run = 0; run < runs; ++run) {
    const size_t first = kFirstParameter + static_cast<size_t>(run) * args.parameters();
    const int64_t width = run < args.directions() ? x[2] : hidden * args.directions();
    const Dims shapes[] = {{4 * hidden, width}, {4 * hidden, hidden}, {4 * hidden}, {4 * hidden}};
    for (size_t p = 0; p < args.parameters(); ++p) {
      NETDEF_ENFORCE(in[first + p].dims == shapes[p], "parameter ", first + p - kFirstParameter, " must have shape [",
                     DimsString(shapes[p]), "], got [", DimsString(in[first + p].dims), "]");
    }
  }
  Dims y = x;
  y[2] = hidden * args.directions();
  return {TensorSpec(y, DType::kFloat), TensorSpec(state, DType::kFloat), TensorSpec(state, DType::kFloat)};
}

class InferenceLSTMOp final : public KernelOperator<LSTMArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    steps_ = x.dim(args_.batch_first ? 1 : 0);
    batch_ = x.dim(args_.batch_first ? 0 : 1);
    hidden_ = Input(1).dim(2);
    std::vector<float> sequence(x.data<float>(), x.data<float>() + x.numel()), next;
    if (args_.batch_first) Swap(x.data<float>(), batch_, steps_, x.dim(2), sequence.data());
    int64_t width = x.dim(2);
    float* h = Output(1)->mutable_data<float>();
    float* c = Output(2)->mutable_data<float>();
    std::copy_n(Input(1).data<float>(), Input(1).numel(), h);
    std::copy_n(Input(2).data<float>(), Input(2).numel(), c);
    for (int64_t layer = 0; layer < args_.num_layers; ++layer) {
      next.resize(static_cast<size_t>(steps_ * batch_ * hidden_ * args_.directions()));
      for (int64_t direction = 0; direction < args_.directions(); ++direction) {
        const int64_t run = layer * args_.directions() + direction;
        Run(run, direction == 1, sequence.data(), width, h + run * batch_ * hidden_, c + run * batch_ * hidden_,
            next.data() + direction * hidden_);
      }
      sequence.swap(next);
      width = hidden_ * args_.directions();
    }
    float* y = Output(0)->mutable_data<float>();
    if (args_.batch_first) {
      Swap(sequence.data(), steps_, batch_, width, y);
    } else {
      std::copy(sequence.begin(), sequence.end(), y);
    }
  }

 private:
  // One layer in one direction; y has rows of hidden * directions.
  void Run(int64_t run, bool backwards, const float* x, int64_t width, float* h, float* c, float* y) {
    const int first = static_cast<int>(kFirstParameter + static_cast<size_t>(run) * args_.parameters());
    const float* w = Input(first).data<float>();
    const float* u = Input(first + 1).data<float>();
    const int64_t gates = 4 * hidden_;
    std::vector<float> bias(static_cast<size_t>(gates), 0.0f), sums(static_cast<size_t>(batch_ * gates));
    for (int b = 2; b < static_cast<int>(args_.parameters()); ++b) {
      const float* values = Input(first + b).data<float>();
      for (int64_t j = 0; j < gates; ++j) bias[static_cast<size_t>(j)] += values[j];
    }
    for (int64_t i = 0; i < steps_; ++i) {
      const int64_t t = backwards ? steps_ - 1 - i : i;
      for (int64_t n = 0; n < batch_; ++n) std::copy(bias.begin(), bias.end(), sums.begin() + n * gates);
      math::Gemm(math::Trans::kNo, math::Trans::kYes, batch_, gates, width, 1, x + t * batch_ * width, w, 1, sums.data());
      math::Gemm(math::Trans::kNo, math::Trans::kYes, batch_, gates, hidden_, 1, h, u, 1, sums.data());
      for (int64_t n = 0; n < batch_; ++n) {
        const float* s = sums.data() + n * gates;
        float* row = y + (t * batch_ + n) * hidden_ * args_.directions();
        for (int64_t j = 0; j < hidden_; ++j) {
          float& cell = c[n * hidden_ + j];
          cell = UnitSigmoid(s[hidden_ + j]) * cell + UnitSigmoid(s[j]) * std::tanh(s[2 * hidden_ + j]);
          row[j] = h[n * hidden_ + j] = UnitSigmoid(s[3 * hidden_ + j]) * std::tanh(cell);
        }
      }
    }
  }

  static void Swap(const float* in, int64_t outer, int64_t inner, int64_t width, float* out) {
    const int64_t dims[] = {outer, inner, width};
    const int axes[] = {1, 0, 2};
    math::Transpose(3, dims, axes, in, out, sizeof(float));
  }

  int64_t steps_ = 0, batch_ = 0, hidden_ = 0;
};

OPERATOR_SCHEMA(InferenceLSTM)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(3)
    .Args<LSTMArgs>()
    .Shape<LSTMArgs>(LSTMShape)
    .SetDoc("Layers of long short-term memory over whole sequences, for inference.\n\n"
            "After the states come the parameters of each layer (and direction): W [4H, inputs], U [4H, H] and, with "
            "has_biases, two vectors [4H]; the gates are in the order input, forget, cell, output.")
    .Input(0, "X", "Sequences, [steps, batch, size], with batch_first [batch, steps, size].")
    .Input(1, "hidden", "Initial hidden states, [layers * directions, batch, H].")
    .Input(2, "cell", "Initial cell states, likewise.")
    .Output(0, "output", "Outputs of the last layer, [steps, batch, directions * H], with batch_first batch before steps.")
    .Output(1, "hidden", "Last hidden states, [layers * directions, batch, H].")
    .Output(2, "cell", "Last cell states, likewise.");

REGISTER_CPU_OPERATOR(InferenceLSTM, InferenceLSTMOp);
NO_GRADIENT_BECAUSE(InferenceLSTM, "it is for inference; train with a recurrent network");

}  // namespace
}  // namespace netdef
