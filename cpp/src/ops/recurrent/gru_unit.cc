// GRUUnit: one step of a gated recurrent unit, after the matrix products and the reset gate.
//   u = sigmoid(gates of the update);  o = tanh(gates of the output);  h = u * h_prev + (1 - u) * o
// https://arxiv.org/abs/1406.1078
#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "ops/recurrent/_unit.h"

namespace netdef {
namespace {

struct GruUnitArgs {
  bool drop_states = false, sequence_lengths = true;

  template <typename V>
  void Fields(V& v) {
    v("drop_states", drop_states, "What ended sequences hand on: zeros, or else the states they had.");
    v("sequence_lengths", sequence_lengths, "Whether there is an input with the lengths of the sequences.");
  }
};

std::vector<TensorSpec> GruUnitShape(const GruUnitArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), args.sequence_lengths ? 4u : 3u, "[GRUUnit] wrong number of inputs for its argument "
                    "sequence_lengths");
  CheckUnitInput("GRUUnit", "gates", in[1], UnitDims("GRUUnit", "hidden_prev", in[0]), 3);
  return {in[0]};
}

class GruUnitOp final : public KernelOperator<GruUnitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t batch = Input(0).dim(1), size = Input(0).dim(2);
    const SequenceEnds sequences("GRUUnit", args_.sequence_lengths ? &Input(2) : nullptr, Input(InputSize() - 1), batch);
    const float* h_prev = Input(0).data<float>();
    const float* gates = Input(1).data<float>();
    float* h = Output(0)->mutable_data<float>();
    ParallelFor(0, batch, GrainFor(1024, size), [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const int64_t row = n * size;
        const float* x = gates + 3 * row;
        for (int64_t d = 0; d < size; ++d) {
          const float previous = h_prev[row + d];
          if (sequences.Runs(n)) {
            const float update = UnitSigmoid(x[size + d]);
            h[row + d] = previous * update + std::tanh(x[2 * size + d]) * (1 - update);
          } else {
            h[row + d] = args_.drop_states ? 0.0f : previous;
          }
        }
      }
    });
  }
};

std::vector<TensorSpec> GruUnitGradientShape(const GruUnitArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), args.sequence_lengths ? 6u : 5u, "[GRUUnitGradient] wrong number of inputs for its argument "
                    "sequence_lengths");
  const Dims& state = UnitDims("GRUUnitGradient", "hidden_prev", in[0]);
  CheckUnitInput("GRUUnitGradient", "gates", in[1], state, 3);
  CheckUnitInput("GRUUnitGradient", "hidden", in[in.size() - 2], state, 1);
  CheckUnitInput("GRUUnitGradient", "the gradient of hidden", in[in.size() - 1], state, 1);
  return {in[0], in[1]};
}

class GruUnitGradientOp final : public KernelOperator<GruUnitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t batch = Input(0).dim(1), size = Input(0).dim(2);
    const int after = args_.sequence_lengths ? 3 : 2;  // position of the step number
    const SequenceEnds sequences("GRUUnitGradient", args_.sequence_lengths ? &Input(2) : nullptr, Input(after), batch);
    const float* h_prev = Input(0).data<float>();
    const float* gates = Input(1).data<float>();
    const float* dh = Input(after + 2).data<float>();
    float* dh_prev = Output(0)->mutable_data<float>();
    float* dgates = Output(1)->mutable_data<float>();
    ParallelFor(0, batch, GrainFor(1024, size), [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const int64_t row = n * size;
        const float* x = gates + 3 * row;
        float* dx = dgates + 3 * row;
        if (!sequences.Runs(n)) {
          for (int64_t d = row; d < row + size; ++d) dh_prev[d] = args_.drop_states ? 0.0f : dh[d];
          std::fill_n(dx, 3 * size, 0.0f);
          continue;
        }
        for (int64_t d = 0; d < size; ++d) {
          const float update = UnitSigmoid(x[size + d]), output = std::tanh(x[2 * size + d]), grad = dh[row + d];
          dh_prev[row + d] = grad * update;
          dx[d] = 0;  // the reset gate has done its work before
          dx[size + d] = (h_prev[row + d] - output) * grad * update * (1 - update);
          dx[2 * size + d] = grad * (1 - update) * (1 - output * output);
        }
      }
    });
  }
};

class GruUnitGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs;
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(I(i));
    inputs.push_back(O(0));
    inputs.push_back(GO(0));
    return SingleGradientDef("GRUUnitGradient", "", inputs, {GI(0), GI(1)});
  }
};

OPERATOR_SCHEMA(GRUUnit)
    .NumInputs(3, 4)
    .NumOutputs(1)
    .Args<GruUnitArgs>()
    .Shape<GruUnitArgs>(GruUnitShape)
    .SetDoc("One step of a GRU cell, from its gates on.\n\n"
            "Source: [Cho et al., 2014](https://arxiv.org/abs/1406.1078). The reset gate has been applied before; its part "
            "of `gates` is not read. Sequences that have ended keep their states or get zeros. With the argument "
            "`sequence_lengths` 0 the third input is the step number.")
    .Input(0, "hidden_prev", "Float tensor of shape (1, N, D).")
    .Input(1, "gates", "Float tensor of shape (1, N, 3 * D): reset, update gate, output.")
    .Input(2, "seq_lengths", "Int32 tensor of shape (N).")
    .Input(3, "timestep", "Int32 tensor: number of the step.")
    .Output(0, "hidden", "Float tensor of shape (1, N, D).");

OPERATOR_SCHEMA(GRUUnitGradient)
    .NumInputs(5, 6)
    .NumOutputs(2)
    .Args<GruUnitArgs>()
    .Shape<GruUnitArgs>(GruUnitGradientShape)
    .SetDoc("Gradient of GRUUnit.\n\nInputs: those of GRUUnit, its output, the gradient of that.")
    .Output(0, "hidden_prev_grad", "Gradient of hidden_prev.")
    .Output(1, "gates_grad", "Gradient of gates.");

REGISTER_CPU_OPERATOR(GRUUnit, GruUnitOp);
REGISTER_CPU_OPERATOR(GRUUnitGradient, GruUnitGradientOp);
REGISTER_GRADIENT(GRUUnit, GruUnitGradientMaker);

}  // namespace
}  // namespace netdef
