// LSTMUnit: one step of a long short-term memory, after the matrix products.
//   i, f, o = sigmoid(gates), the second one of gates + forget_bias;  g = tanh(gates)
//   c = f * c_prev + i * g;  h = o * tanh(c)
// https://arxiv.org/abs/1402.1128
#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "ops/recurrent/_unit.h"

namespace netdef {
namespace {

struct LstmUnitArgs {
  float forget_bias = 0;
  bool sequence_lengths = true, drop_states = false;

  template <typename V>
  void Fields(V& v) {
    v("forget_bias", forget_bias, "Added to the forget gate.");
    v("sequence_lengths", sequence_lengths, "Whether there is an input with the lengths of the sequences.");
    v("drop_states", drop_states, "What ended sequences hand on: zeros, or else the states they had.");
  }
};

struct Gates {
  float i, f, o, g;
  Gates(const float* x, int64_t size, int64_t d, float forget_bias)
      : i(UnitSigmoid(x[d])),
        f(UnitSigmoid(x[size + d] + forget_bias)),
        o(UnitSigmoid(x[2 * size + d])),
        g(std::tanh(x[3 * size + d])) {}
};

std::vector<TensorSpec> LstmUnitShape(const LstmUnitArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), args.sequence_lengths ? 5u : 4u, "[LSTMUnit] wrong number of inputs for its argument "
                    "sequence_lengths");
  const Dims& state = UnitDims("LSTMUnit", "cell_t_prev", in[1]);
  CheckUnitInput("LSTMUnit", "hidden_t_prev", in[0], state, 1);
  CheckUnitInput("LSTMUnit", "gates", in[2], state, 4);
  return {in[1], in[1]};
}

class LstmUnitOp final : public KernelOperator<LstmUnitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t batch = Input(1).dim(1), size = Input(1).dim(2);
    const SequenceEnds sequences("LSTMUnit", args_.sequence_lengths ? &Input(3) : nullptr, Input(InputSize() - 1), batch);
    const float* h_prev = Input(0).data<float>();
    const float* c_prev = Input(1).data<float>();
    const float* gates = Input(2).data<float>();
    float* h = Output(0)->mutable_data<float>();
    float* c = Output(1)->mutable_data<float>();
    ParallelFor(0, batch, GrainFor(1024, size), [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const int64_t row = n * size;
        if (!sequences.Runs(n)) {
          for (int64_t d = row; d < row + size; ++d) {
            h[d] = args_.drop_states ? 0.0f : h_prev[d];
            c[d] = args_.drop_states ? 0.0f : c_prev[d];
          }
          continue;
        }
        for (int64_t d = 0; d < size; ++d) {
          const Gates gate(gates + 4 * row, size, d, args_.forget_bias);
          const float cell = gate.f * c_prev[row + d] + gate.i * gate.g;
          c[row + d] = cell;
          h[row + d] = gate.o * std::tanh(cell);
        }
      }
    });
  }
};

std::vector<TensorSpec> LstmUnitGradientShape(const LstmUnitArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), args.sequence_lengths ? 9u : 8u, "[LSTMUnitGradient] wrong number of inputs for its argument "
                    "sequence_lengths");
  const Dims& state = UnitDims("LSTMUnitGradient", "cell_t_prev", in[1]);
  CheckUnitInput("LSTMUnitGradient", "hidden_t_prev", in[0], state, 1);
  CheckUnitInput("LSTMUnitGradient", "gates", in[2], state, 4);
  for (size_t i = in.size() - 4; i < in.size(); ++i) CheckUnitInput("LSTMUnitGradient", "an output or its gradient", in[i], state, 1);
  return {in[0], in[1], in[2]};
}

class LstmUnitGradientOp final : public KernelOperator<LstmUnitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t batch = Input(1).dim(1), size = Input(1).dim(2);
    const int after = args_.sequence_lengths ? 4 : 3;  // position of the step number
    const SequenceEnds sequences("LSTMUnitGradient", args_.sequence_lengths ? &Input(3) : nullptr, Input(after), batch);
    const float* c_prev = Input(1).data<float>();
    const float* gates = Input(2).data<float>();
    const float* c = Input(after + 2).data<float>();
    const float* dh = Input(after + 3).data<float>();
    const float* dc = Input(after + 4).data<float>();
    float* dh_prev = Output(0)->mutable_data<float>();
    float* dc_prev = Output(1)->mutable_data<float>();
    float* dgates = Output(2)->mutable_data<float>();
    ParallelFor(0, batch, GrainFor(1024, size), [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const int64_t row = n * size;
        float* dx = dgates + 4 * row;
        if (!sequences.Runs(n)) {
          for (int64_t d = row; d < row + size; ++d) {
            dh_prev[d] = args_.drop_states ? 0.0f : dh[d];
            dc_prev[d] = args_.drop_states ? 0.0f : dc[d];
          }
          std::fill_n(dx, 4 * size, 0.0f);
          continue;
        }
        for (int64_t d = 0; d < size; ++d) {
          const Gates gate(gates + 4 * row, size, d, args_.forget_bias);
          const float tanh_c = std::tanh(c[row + d]), h_grad = dh[row + d], previous = c_prev[row + d];
          const float cell_grad = dc[row + d] + h_grad * gate.o * (1 - tanh_c * tanh_c);
          dh_prev[row + d] = 0;  // what h_prev does to the gates is in the matrix products
          dc_prev[row + d] = cell_grad * gate.f;
          dx[d] = cell_grad * gate.g * gate.i * (1 - gate.i);
          dx[size + d] = cell_grad * previous * gate.f * (1 - gate.f);
          dx[2 * size + d] = h_grad * tanh_c * gate.o * (1 - gate.o);
          dx[3 * size + d] = cell_grad * gate.i * (1 - gate.g * gate.g);
        }
      }
    });
  }
};

class LstmUnitGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs;
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(I(i));
    for (const std::string& name : {O(0), O(1), GO(0), GO(1)}) inputs.push_back(name);
    return SingleGradientDef("LSTMUnitGradient", "", inputs, {GI(0), GI(1), GI(2)});
  }
};

OPERATOR_SCHEMA(LSTMUnit)
    .NumInputs(4, 5)
    .NumOutputs(2)
    .Args<LstmUnitArgs>()
    .Shape<LstmUnitArgs>(LstmUnitShape)
    .SetDoc("One step of an LSTM cell, from its gates on.\n\n"
            "Source: [Sak et al., 2014](https://arxiv.org/abs/1402.1128). Sequences that have ended keep their states or "
            "get zeros. With the argument `sequence_lengths` 0 the fourth input is the step number.")
    .Input(0, "hidden_t_prev", "Float tensor of shape (1, N, D).")
    .Input(1, "cell_t_prev", "Float tensor of shape (1, N, D).")
    .Input(2, "gates", "Float tensor of shape (1, N, 4 * D): input, forget, output gate, candidate.")
    .Input(3, "seq_lengths", "Int32 tensor of shape (N).")
    .Input(4, "timestep", "Int32 tensor: number of the step.")
    .Output(0, "hidden_t", "Float tensor of shape (1, N, D).")
    .Output(1, "cell_t", "Float tensor of shape (1, N, D).");

OPERATOR_SCHEMA(LSTMUnitGradient)
    .NumInputs(8, 9)
    .NumOutputs(3)
    .Args<LstmUnitArgs>()
    .Shape<LstmUnitArgs>(LstmUnitGradientShape)
    .SetDoc("Gradient of LSTMUnit.\n\nInputs: those of LSTMUnit, its outputs, the gradients of these.")
    .Output(0, "hidden_t_prev_grad", "Gradient of hidden_t_prev.")
    .Output(1, "cell_t_prev_grad", "Gradient of cell_t_prev.")
    .Output(2, "gates_grad", "Gradient of gates.");

REGISTER_CPU_OPERATOR(LSTMUnit, LstmUnitOp);
REGISTER_CPU_OPERATOR(LSTMUnitGradient, LstmUnitGradientOp);
REGISTER_GRADIENT(LSTMUnit, LstmUnitGradientMaker);

}  // namespace
}  // namespace netdef
