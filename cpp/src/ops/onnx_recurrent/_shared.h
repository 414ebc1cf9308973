// What the recurrent operators share: directions, layouts, lengths, activations.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "netdef/math.h"
#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_recurrent {  // other families have things of the same names

struct RecurrentArgs {
  std::vector<std::string> activations;
  std::vector<float> activation_alpha, activation_beta;
  float clip = 0;
  bool clips = false;
  std::string direction = "forward";
  int64_t hidden_size = 0, layout = 0;

  template <typename V>
  void Fields(V& v) {
    v("activations", activations, "The functions of each direction; absent: those usual for the operator.");
    v("activation_alpha", activation_alpha, "First parameters of those functions that have one, in order; absent: their defaults.");
    v("activation_beta", activation_beta, "Second parameters likewise.");
    v("clip", clip, "What enters a function is cut off at -clip and clip; absent: not at all.");
    v("direction", direction, "forward, reverse or bidirectional.");
    v("hidden_size", hidden_size, "Number of hidden units; absent: what the weights tell.");
    v("layout", layout, "0: time comes first; 1: the batch does.");
    if constexpr (V::kReads) {
      clips = v.raw().Has("clip");
      NETDEF_ENFORCE(direction == "forward" || direction == "reverse" || direction == "bidirectional", "direction must be forward, reverse or bidirectional, got '", direction, "'");
      NETDEF_ENFORCE(layout == 0 || layout == 1, "layout must be 0 or 1, got ", layout);
    }
  }

  int64_t directions() const { return direction == "bidirectional" ? 2 : 1; }
};

// One of ONNX's activation functions.
struct Activation {
  enum Kind : uint8_t { kTanh, kSigmoid, kRelu, kAffine, kLeakyRelu, kThresholdedRelu, kScaledTanh, kHardSigmoid, kElu, kSoftsign, kSoftplus } kind = kTanh;
  double alpha = 0, beta = 0;

  double operator()(double x) const {
    switch (kind) {
      case kTanh: return std::tanh(x);
      case kSigmoid: return 1 / (1 + std::exp(-x));
      case kRelu: return std::max(x, 0.0);
      case kAffine: return alpha * x + beta;
      case kLeakyRelu: return x < 0 ? alpha * x : x;
      case kThresholdedRelu: return x > alpha ? x : 0;
      case kScaledTanh: return alpha * std::tanh(beta * x);
      case kHardSigmoid: return std::clamp(alpha * x + beta, 0.0, 1.0);
      case kElu: return x < 0 ? alpha * std::expm1(x) : x;
      case kSoftsign: return x / (1 + std::abs(x));
      default: return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
    }
  }
};

// `per_direction` functions for each direction.
std::vector<Activation> MakeActivations(const RecurrentArgs& args, const std::vector<std::string>& usual);

struct RecurrentDims {
  int64_t steps = 0, batch = 0, inputs = 0, hidden = 0, directions = 1;

  RecurrentDims() = default;
  // Checks the shapes of X, W, R, B, sequence_lens and the initial states; `states` says how many of these there are.
  RecurrentDims(const RecurrentArgs& args, const ShapeInputs& in, int64_t gates, size_t states);
  Dims State(bool batch_first) const { return batch_first ? Dims{batch, directions, hidden} : Dims{directions, batch, hidden}; }
  std::vector<TensorSpec> Outputs(const RecurrentArgs& args, DType dtype, size_t states) const;
};

// The weights of one direction and the state at one step.
template <typename T>
struct Step {
  int64_t batch, hidden, gates;
  const T* x;         // [batch, gates * hidden]: what the input adds, with its bias
  const T* recurrent; // R: [gates * hidden, hidden]
  const T* bias;      // of R: [gates * hidden]
  const T* peepholes; // nullptr, or [3 * hidden]
  const Activation* f;
  double clip;        // infinity for none
  const char* active; // which sequences still run
  T *h, *c;           // [batch, hidden], to be updated

  double Clipped(double value) const { return std::clamp(value, -clip, clip); }
  // states * (rows [first, first + count) of R, in units of gates)' + bias
  void Project(const T* states, int64_t first, int64_t count, std::vector<T>* out) const {
    out->resize(static_cast<size_t>(batch * count * hidden));
    for (int64_t b = 0; b < batch; ++b) std::copy_n(bias + first * hidden, count * hidden, out->data() + b * count * hidden);
    math::Gemm(math::Trans::kNo, math::Trans::kYes, batch, count * hidden, hidden, T(1), states, recurrent + first * hidden * hidden, T(1), out->data());
  }
};

// Cell has kGates, kStates, Usual() and static void Run(const Step<T>&, const Args&).
template <typename Cell, typename Args>
class RecurrentOp final : public WidenedOperator<Args> {
 public:
  RecurrentOp(const OperatorDef& def, Workspace* ws) : WidenedOperator<Args>(def, ws), activations_(MakeActivations(this->args_, Cell::Usual())) {}

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(this->Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  static constexpr int kInitial = 5;  // index of initial_h

  template <typename T>
  void Run() {
    ShapeInputs in;
    for (int i = 0; i < this->InputSize(); ++i) {
      in.specs.push_back(this->HasInput(i) ? TensorSpec(this->Input(i).dims(), this->Input(i).dtype()) : TensorSpec());
      in.specs.back().absent = !this->HasInput(i);
    }
    d_ = RecurrentDims(this->args_, in, Cell::kGates, Cell::kStates);
    lengths_.assign(static_cast<size_t>(d_.batch), d_.steps);
    if (this->HasInput(4)) {
      lengths_ = IntegersOf(this->Input(4));
      for (int64_t n : lengths_) NETDEF_ENFORCE(n >= 0 && n <= d_.steps, "[", this->type(), "] expected lengths of 0 to ", d_.steps, ", got ", n);
    }
    if (this->HasOutput(0)) {
      T* y = this->Output(0)->template mutable_data<T>();
      std::fill(y, y + this->Output(0)->numel(), T(0));
    }
    for (int64_t k = 0; k < d_.directions; ++k) RunDirection<T>(k);
  }

  // Where the state of sequence `b` in direction `k` is, in units of hidden.
  int64_t StateAt(int64_t k, int64_t b) const { return this->args_.layout == 1 ? b * d_.directions + k : k * d_.batch + b; }

  template <typename T>
  void RunDirection(int64_t k) {
    const int64_t rows = Cell::kGates * d_.hidden;
    const bool reverse = k == 1 || this->args_.direction == "reverse";
    const T* w = this->Input(1).template data<T>() + k * rows * d_.inputs;
    std::vector<T> w_bias(static_cast<size_t>(rows), T(0)), r_bias(static_cast<size_t>(rows), T(0));
    if (this->HasInput(3)) {
      const T* b = this->Input(3).template data<T>() + k * 2 * rows;
      w_bias.assign(b, b + rows);
      r_bias.assign(b + rows, b + 2 * rows);
    }
    std::vector<T> h = Initial<T>(k, kInitial), c = Cell::kStates > 1 ? Initial<T>(k, kInitial + 1) : std::vector<T>();
    // All inputs at once: one large product.
    std::vector<T> projected(static_cast<size_t>(d_.steps * d_.batch * rows));
    math::Gemm(math::Trans::kNo, math::Trans::kYes, d_.steps * d_.batch, rows, d_.inputs, T(1), this->Input(0).template data<T>(), w, T(0), projected.data());
    std::vector<T> x(static_cast<size_t>(d_.batch * rows));
    std::vector<char> active(static_cast<size_t>(d_.batch));
    for (int64_t step = 0; step < d_.steps; ++step) {
      for (int64_t b = 0; b < d_.batch; ++b) {
        const int64_t length = lengths_[static_cast<size_t>(b)];
        active[static_cast<size_t>(b)] = step < length;
        const T* from = projected.data() + At(step < length && reverse ? length - 1 - step : step, b) * rows;
        for (int64_t i = 0; i < rows; ++i) x[static_cast<size_t>(b * rows + i)] = from[i] + w_bias[static_cast<size_t>(i)];
      }
      const T* peepholes = Cell::kStates > 1 && this->HasInput(7) ? this->Input(7).template data<T>() + k * 3 * d_.hidden : nullptr;
      const double clip = this->args_.clips ? static_cast<double>(std::abs(this->args_.clip)) : std::numeric_limits<double>::infinity();
      Cell::Run(Step<T>{d_.batch, d_.hidden, Cell::kGates, x.data(), this->Input(2).template data<T>() + k * rows * d_.hidden, r_bias.data(), peepholes,
                        activations_.data() + static_cast<size_t>(k) * Cell::Usual().size(), clip, active.data(), h.data(), c.data()},
                this->args_);
      if (!this->HasOutput(0)) continue;
      T* y = this->Output(0)->template mutable_data<T>();
      for (int64_t b = 0; b < d_.batch; ++b) {
        if (!active[static_cast<size_t>(b)]) continue;
        const int64_t time = reverse ? lengths_[static_cast<size_t>(b)] - 1 - step : step;
        const int64_t at = this->args_.layout == 1 ? (b * d_.steps + time) * d_.directions + k : (time * d_.directions + k) * d_.batch + b;
        std::copy_n(h.data() + b * d_.hidden, d_.hidden, y + at * d_.hidden);
      }
    }
    StoreState(k, 1, h);
    if (Cell::kStates > 1) StoreState(k, 2, c);
  }

  int64_t At(int64_t step, int64_t b) const { return this->args_.layout == 1 ? b * d_.steps + step : step * d_.batch + b; }

  template <typename T>
  std::vector<T> Initial(int64_t k, int input) const {
    std::vector<T> state(static_cast<size_t>(d_.batch * d_.hidden), T(0));
    if (!this->HasInput(input)) return state;
    for (int64_t b = 0; b < d_.batch; ++b) std::copy_n(this->Input(input).template data<T>() + StateAt(k, b) * d_.hidden, d_.hidden, state.data() + b * d_.hidden);
    return state;
  }

  template <typename T>
  void StoreState(int64_t k, int output, const std::vector<T>& state) {
    if (!this->HasOutput(output)) return;
    T* to = this->Output(output)->template mutable_data<T>();
    for (int64_t b = 0; b < d_.batch; ++b) std::copy_n(state.data() + b * d_.hidden, d_.hidden, to + StateAt(k, b) * d_.hidden);
  }

  const std::vector<Activation> activations_;
  RecurrentDims d_;
  std::vector<int64_t> lengths_;
};

template <typename Cell, typename Args>
void RecurrentSchema(OpSchema& schema) {
  schema.NumInputs(3, Cell::kStates > 1 ? 8 : 6)
      .NumOutputs(0, 1 + Cell::kStates)
      .template Args<Args>()
      .template Shape<Args>([](const Args& args, const ShapeInputs& in) {
        return RecurrentDims(args, in, Cell::kGates, Cell::kStates).Outputs(args, in[0].dtype, Cell::kStates);
      })
      .Input(0, "X", "[time, batch, inputs], or [batch, time, inputs] with layout 1.")
      .Input(1, "W", "[directions, gates * hidden, inputs].")
      .Input(2, "R", "[directions, gates * hidden, hidden].")
      .Input(3, "B", "[directions, 2 * gates * hidden]: biases of W, then of R; absent: 0.")
      .Input(4, "sequence_lens", "[batch]; absent: all have the full length.")
      .Input(5, "initial_h", "[directions, batch, hidden]; absent: 0.")
      .Output(0, "Y", "[time, directions, batch, hidden]: the hidden states; 0 past the end of a sequence.")
      .Output(1, "Y_h", "[directions, batch, hidden]: the last ones.");
}

}  // namespace onnx_recurrent
}  // namespace netdef
