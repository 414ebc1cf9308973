// CosineEmbeddingCriterion: loss = 1 - s where y = 1, max(0, s - margin) elsewhere.
// dS = -dLoss where y = 1, else dLoss where s >= margin, 0 below.
#include "netdef/pointwise.h"
#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct CosineEmbeddingCriterionArgs {
  float margin = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("margin", margin, "Similarity up to which pairs that do not belong together cost nothing.");
  }
};

class CosineEmbeddingCriterionOp final : public KernelOperator<CosineEmbeddingCriterionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* s = Input(0).data<float>();
    const int* y = Input(1).data<int>();
    float* loss = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      loss[i] = y[i] == 1 ? 1.0f - s[i] : std::max(0.0f, s[i] - args_.margin);
    }
  }
};

class CosineEmbeddingCriterionGradientOp final : public KernelOperator<CosineEmbeddingCriterionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(2).numel(), Input(0).numel(), "[CosineEmbeddingCriterionGradient] dLoss must have the size of S");
    const float* s = Input(0).data<float>();
    const int* y = Input(1).data<int>();
    const float* dloss = Input(2).data<float>();
    float* ds = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      ds[i] = y[i] == 1 ? -dloss[i] : (s[i] >= args_.margin ? dloss[i] : 0.0f);
    }
  }
};

std::vector<TensorSpec> CriterionShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(NumElements(in[0].dims), NumElements(in[1].dims), "S and Y must have the same size");
  return {in[0]};
}

OPERATOR_SCHEMA(CosineEmbeddingCriterion)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<CosineEmbeddingCriterionArgs>()
    .Shape(CriterionShape)
    .SetDoc("Loss of similarities: pairs that belong together should have 1, others at most the margin.")
    .Input(0, "S", "Similarities, float.")
    .Input(1, "Y", "int32: 1 for a pair that belongs together, -1 for one that does not.")
    .Output(0, "loss", "Shape of S.");

OPERATOR_SCHEMA(CosineEmbeddingCriterionGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<CosineEmbeddingCriterionArgs>()
    .Shape(CriterionShape)
    .SetDoc("Gradient of CosineEmbeddingCriterion.")
    .Input(0, "S", "Similarities.")
    .Input(1, "Y", "Which pairs belong together.")
    .Input(2, "dLoss", "Gradient of the loss.")
    .Output(0, "dS", "Gradient of S.");

REGISTER_CPU_OPERATOR(CosineEmbeddingCriterion, CosineEmbeddingCriterionOp);
REGISTER_CPU_OPERATOR(CosineEmbeddingCriterionGradient, CosineEmbeddingCriterionGradientOp);
SIMPLE_GRADIENT(CosineEmbeddingCriterion, "CosineEmbeddingCriterionGradient", {I(0), I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
