// Dropout: in training, zeroes each element with probability `ratio` and scales the rest by 1 / (1 - ratio); in
// testing, passes everything on. The mask says what was kept.
// https://jmlr.org/papers/v15/srivastava14a.html
#include <cmath>
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

constexpr int64_t kGrain = 16384;

struct DropoutGradArgs {
  float ratio = 0.5f;
  int is_test = 0;

  template <typename V>
  void Fields(V& v) {
    v("ratio", ratio, "Probability of an element to be dropped, in [0, 1).");
    v("is_test", is_test, "1: pass everything on.");
    if constexpr (V::kReads) NETDEF_ENFORCE(ratio >= 0 && ratio < 1, "ratio must be in [0, 1), got ", ratio);
  }
};

struct DropoutArgs : DropoutGradArgs {
  template <typename V>
  void Fields(V& v) {
    v("ratio", ratio, "Probability of an element to be dropped, in [0, 1).");
    v.Required("is_test", is_test, "1: pass everything on; 0: drop.");
    if constexpr (V::kReads) NETDEF_ENFORCE(ratio >= 0 && ratio < 1, "ratio must be in [0, 1), got ", ratio);
  }
};

// In testing the mask is left as it is.
std::vector<TensorSpec> DropoutShape(const DropoutArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(args.is_test || in.num_outputs == 2, "in training, Dropout needs an output for the mask");
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs));
  specs[0] = TensorSpec(in[0].dims, DType::kFloat);
  if (!args.is_test) specs[1] = TensorSpec(in[0].dims, DType::kBool);
  return specs;
}

class DropoutOp final : public KernelOperator<DropoutArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    float* y = Output(0)->mutable_data<float>();
    if (args_.is_test) {
      if (x != y && n > 0) std::memcpy(y, x, static_cast<size_t>(n) * sizeof(float));
      return;
    }
    bool* mask = Output(1)->mutable_data<bool>();
    auto& generator = context_.RandGenerator();
    for (int64_t i = 0; i < n; ++i) mask[i] = DrawBool(generator, 1.0 - args_.ratio);
    const float scale = 1.0f / (1.0f - args_.ratio);
    ParallelFor(0, n, kGrain, [&](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i) y[i] = mask[i] ? x[i] * scale : 0.0f;
    });
  }
};

std::vector<TensorSpec> DropoutGradShape(const DropoutGradArgs& args, const ShapeInputs& in) {
  if (!args.is_test) {
    NETDEF_ENFORCE_EQ(NumElements(in[1].dims), NumElements(in[0].dims), "the mask must have the size of dY");
  }
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class DropoutGradOp final : public KernelOperator<DropoutGradArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* dy = Input(0).data<float>();
    const int64_t n = Input(0).numel();
    float* dx = Output(0)->mutable_data<float>();
    if (args_.is_test) {
      if (dx != dy && n > 0) std::memcpy(dx, dy, static_cast<size_t>(n) * sizeof(float));
      return;
    }
    const bool* mask = Input(1).data<bool>();
    const float scale = 1.0f / (1.0f - args_.ratio);
    ParallelFor(0, n, kGrain, [&](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i) dx[i] = mask[i] ? dy[i] * scale : 0.0f;
    });
  }
};

class DropoutGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    if (Args().Get<int>("is_test", 0)) return SingleGradientDef("DropoutGrad", "", {GO(0)}, {GI(0)});
    return SingleGradientDef("DropoutGrad", "", {GO(0), O(1)}, {GI(0)});
  }
};

OPERATOR_SCHEMA(Dropout)
    .NumInputs(1)
    .NumOutputs(1, 2)
    .AllowInplace({{0, 0}})
    .Args<DropoutArgs>()
    .Shape<DropoutArgs>(DropoutShape)
    .SetDoc("Zeroes a random part of the elements in training, scales up the others; does nothing in testing.\n\n"
            "Source: [Srivastava et al., 2014](https://jmlr.org/papers/v15/srivastava14a.html).")
    .Input(0, "X", "Float tensor.")
    .Output(0, "Y", "Shape of X.")
    .Output(1, "mask", "In training: true where the element was kept. In testing it is not written.");

OPERATOR_SCHEMA(DropoutGrad)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<DropoutGradArgs>()
    .Shape<DropoutGradArgs>(DropoutGradShape)
    .SetDoc("Gradient of Dropout.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "mask", "In training: the mask of Dropout.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Dropout, DropoutOp);
REGISTER_RANDOM_OPERATOR("", Dropout);
REGISTER_CPU_OPERATOR(DropoutGrad, DropoutGradOp);
REGISTER_GRADIENT(Dropout, DropoutGradientMaker);
SHOULD_NOT_DO_GRADIENT_BECAUSE(DropoutGrad, "it is a gradient itself");

}  // namespace
}  // namespace netdef
