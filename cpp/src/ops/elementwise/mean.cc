// Mean: Y = (X0 + X1 + ... + Xn-1) / n.
// dXi = dY / n.
#include "netdef/proto_utils.h"
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Mean {
  template <typename T>
  T operator()(T a, T b) const {
    return a + b;
  }
  template <typename T>
  static T Last(T sum, int inputs) {
    return sum / static_cast<T>(inputs);
  }
};

class MeanGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      const T factor = T(1) / static_cast<T>(OutputSize());
      // Output 0 may be in place of dY, so it comes last.
      for (int i = OutputSize() - 1; i >= 0; --i) {
        T* dx = Output(i)->mutable_data<T>();
        ParallelFor(0, Input(0).numel(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
#pragma omp simd
          for (int64_t k = begin; k < end; ++k) dx[k] = dy[k] * factor;
        });
      }
    });
  }
};

OPERATOR_SCHEMA(Mean).FillUsing(FoldSchema).SetDoc("Mean of any number of tensors of one shape, element by element.");

OPERATOR_SCHEMA(MeanGradient)
    .NumInputs(1)
    .NumOutputs(1, OpSchema::kMany)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of Mean.")
    .Input(0, "dY", "Gradient of Y.")
    .Output(0, "dX0, dX1, ...", "Gradients of the inputs.");

REGISTER_CPU_OPERATOR(Mean, FoldOp<Mean, FloatTypes>);
REGISTER_CPU_OPERATOR(MeanGradient, MeanGradientOp);

class GetMeanGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> outputs;
    for (int i = 0; i < InputSize(); ++i) outputs.push_back(GI(i));
    return SingleGradientDef("MeanGradient", "", {GO(0)}, outputs);
  }
};

REGISTER_GRADIENT(Mean, GetMeanGradient);

}  // namespace
}  // namespace netdef
