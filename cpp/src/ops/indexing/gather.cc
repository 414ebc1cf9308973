// Gather: the blocks of DATA along `axis` that INDICES name. BatchGather is Gather along axis 1 without
// negative indices. Their gradients add every block back where it came from.
#include "netdef/parallel.h"
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

struct GatherArgs {
  int axis = 0;
  bool match_outer = false;
  bool dense_gradient = false;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis along which blocks are picked.");
    v("match_outer", match_outer, "INDICES has the dims of DATA before the axis, and each of them its own indices.");
    v("dense_gradient", dense_gradient, "Make a dense gradient instead of a sparse one (axis 0).");
  }
};

struct BatchGatherArgs {
  bool match_outer = false;

  template <typename V>
  void Fields(V& v) {
    v("match_outer", match_outer, "INDICES has the first dim of DATA, and each row its own indices.");
  }
  static constexpr int axis = 1;
};

struct BatchGatherGradientArgs : BatchGatherArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    BatchGatherArgs::Fields(v);
    v("axis", axis, "The axis along which blocks were picked.");
  }
};

template <typename Args>
std::vector<TensorSpec> GatherShape(const Args& args, const ShapeInputs& in) {
  const GatherPlan plan = PlanGather("Gather", args.axis, args.match_outer, in[0].dims, in[1].dims);
  // As in Caffe2, nothing can be picked out of nothing, whatever the indices.
  if (plan.size == 0) return {TensorSpec(in[0].dims, in[0].dtype)};
  return {TensorSpec(plan.out, in[0].dtype)};
}

std::vector<TensorSpec> BatchGatherGradientShape(const BatchGatherGradientArgs& args, const ShapeInputs& in) {
  const GatherPlan plan = PlanGather("BatchGatherGradient", args.axis, args.match_outer, in[0].dims, in[1].dims);
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), NumElements(plan.out), "[BatchGatherGradient] the gradient has the wrong size");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

template <typename Args, bool kWrap>
class GatherOp final : public KernelOperator<Args> {
  using Base = KernelOperator<Args>;

 public:
  using Base::Base;

 protected:
  void Prepare() override {
    plan_ = PlanGather("Gather", this->args_.axis, this->args_.match_outer, this->Input(0).dims(), this->Input(1).dims());
  }

  void Compute() override {
    const Tensor& data = this->Input(0);
    const GatherPlan& p = plan_;
    const RowCopier copy(data, this->Output(0), p.block);
    if (p.size == 0) return;
    WithIndices(this->Input(1), [&](const auto* index) {
      const int64_t count = p.own_indices ? p.outer * p.indices : p.indices;
      for (int64_t i = 0; i < count; ++i) {
        const int64_t at = index[i];
        CheckIndex("Gather", kWrap && at < 0 ? at + p.size : at, p.size);
      }
      const int64_t grain = std::max<int64_t>(1, 16384 / std::max<int64_t>(1, p.block));
      ParallelFor(0, p.outer * p.indices, grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const int64_t o = i / p.indices;
          int64_t at = index[p.own_indices ? i : i - o * p.indices];
          if (kWrap && at < 0) at += p.size;
          copy(o * p.size + at, i);
        }
      });
    });
  }

 private:
  GatherPlan plan_;
};

class BatchGatherGradientOp final : public KernelOperator<BatchGatherGradientArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const GatherPlan p =
        PlanGather("BatchGatherGradient", args_.axis, args_.match_outer, Input(0).dims(), Input(1).dims());
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Output(0)->numel(), 0.0f);
    WithIndices(Input(1), [&](const auto* index) {
      for (int64_t i = 0; i < p.outer * p.indices; ++i) {
        const int64_t o = i / p.indices;
        const int64_t at = index[p.own_indices ? i : i - o * p.indices];
        CheckIndex("BatchGatherGradient", at, p.size);
        float* to = dx + (o * p.size + at) * p.block;
        for (int64_t j = 0; j < p.block; ++j) to[j] += dy[i * p.block + j];
      }
    });
  }
};

OPERATOR_SCHEMA(Gather)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<GatherArgs>()
    .Shape<GatherArgs>(GatherShape<GatherArgs>)
    .SetDoc("Picks blocks of a tensor along an axis: OUTPUT[i] = DATA[INDICES[i]].\n\n"
            "Negative indices count from the end. Where DATA has nothing along the axis the output is empty, shaped like DATA.")
    .Input(0, "DATA", "Tensor of any type with at least axis + 1 dims.")
    .Input(1, "INDICES", "What to pick, int32 or int64, any shape.")
    .Output(0, "OUTPUT", "The dims of DATA with the axis replaced by those of INDICES.");

OPERATOR_SCHEMA(BatchGather)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<BatchGatherArgs>()
    .Shape<BatchGatherArgs>(GatherShape<BatchGatherArgs>)
    .SetDoc("Picks blocks along axis 1, the same for each row of a batch: OUTPUT[b][i] = DATA[b][INDICES[i]].")
    .Input(0, "DATA", "Tensor of any type with at least two dims.")
    .Input(1, "INDICES", "What to pick, int32 or int64, any shape.")
    .Output(0, "OUTPUT", "The dims of DATA with axis 1 replaced by those of INDICES.");

OPERATOR_SCHEMA(BatchGatherGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<BatchGatherGradientArgs>()
    .Shape<BatchGatherGradientArgs>(BatchGatherGradientShape)
    .SetDoc("Gradient of BatchGather, and of Gather along an axis other than 0.")
    .Input(0, "DATA", "Input of the forward operator.")
    .Input(1, "INDICES", "What was picked.")
    .Input(2, "d_OUTPUT", "Gradient of the output.")
    .Output(0, "d_DATA", "Gradient of DATA; blocks picked several times add up.");

REGISTER_CPU_OPERATOR(Gather, GatherOp<GatherArgs, true>);
REGISTER_CPU_OPERATOR(BatchGather, GatherOp<BatchGatherArgs, false>);
REGISTER_CPU_OPERATOR(BatchGatherGradient, BatchGatherGradientOp);
SIMPLE_GRADIENT(BatchGather, "BatchGatherGradient", {I(0), I(1), GO(0)}, {GI(0)});

// Along axis 0 the gradient is sparse as it stands: INDICES and the gradient of OUTPUT.
SIMPLE_GRADIENT(Gather, [](const GradientMakerBase& maker) -> GradientPlan {
  const auto args = ParseArgs<GatherArgs>(maker.Args());
  if (args.axis != 0) return {"BatchGatherGradient", {I(0), I(1), GO(0)}, {GI(0)}};
  if (args.dense_gradient) return {"SparseToDense", {I(1), GO(0), I(0)}, {GI(0)}};
  return {"", {}, {}, {{0, I(1), GO(0)}}};
});

}  // namespace
}  // namespace netdef
