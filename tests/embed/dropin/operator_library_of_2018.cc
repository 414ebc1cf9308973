// A library of one operator and its gradient, as projects beside Caffe2 had them.
#include "caffe2/core/operator.h"
#include "caffe2/operators/gather_op.h"
#include "caffe2/operators/pool_op.h"
#include "caffe2/utils/math.h"

namespace caffe2 {

template <typename T, class Context>
class SoftStepOp final : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  SoftStepOp(const OperatorDef& operator_def, Workspace* ws)
      : Operator<Context>(operator_def, ws), OP_SINGLE_ARG(float, "steepness", steepness_, 1.f) {}
  bool RunOnDevice() override;

 private:
  const float steepness_;
};

template <typename T, class Context>
class SoftStepGradientOp final : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  SoftStepGradientOp(const OperatorDef& operator_def, Workspace* ws)
      : Operator<Context>(operator_def, ws), OP_SINGLE_ARG(float, "steepness", steepness_, 1.f) {}
  bool RunOnDevice() override;

 private:
  const float steepness_;
};

// Y = tanh(steepness * X)
template <>
bool SoftStepOp<float, CPUContext>::RunOnDevice() {
  auto& X = Input(0);
  auto* Y = Output(0);
  Y->ResizeLike(X);
  math::Scale<float, CPUContext>(X.size(), steepness_, X.data<float>(), Y->mutable_data<float>(), &context_);
  math::Tanh<float, CPUContext>(Y->size(), Y->data<float>(), Y->mutable_data<float>(), &context_);
  return true;
}

template <>
bool SoftStepGradientOp<float, CPUContext>::RunOnDevice() {
  auto& Y = Input(0);
  auto& dY = Input(1);
  auto* dX = Output(0);
  dX->ResizeLike(Y);
  for (TIndex i = 0; i < Y.size(); ++i) {
    const float y = Y.data<float>()[i];
    dX->mutable_data<float>()[i] = dY.data<float>()[i] * steepness_ * (1 - y * y);
  }
  return true;
}

namespace {

REGISTER_CPU_OPERATOR(SoftStep, SoftStepOp<float, CPUContext>);
REGISTER_CPU_OPERATOR(SoftStepGradient, SoftStepGradientOp<float, CPUContext>);

OPERATOR_SCHEMA(SoftStep)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc(R"DOC(
A step with soft edges.
)DOC")
    .Arg("steepness", "The slope at zero.")
    .Input(0, "X", "Numbers.")
    .Output(0, "Y", "From -1 to 1.");
OPERATOR_SCHEMA(SoftStepGradient).NumInputs(2).NumOutputs(1).AllowInplace({{1, 0}});

class GetSoftStepGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef(def_.type() + "Gradient", "", vector<string>{O(0), GO(0)}, vector<string>{GI(0)});
  }
};
REGISTER_GRADIENT(SoftStep, GetSoftStepGradient);

}  // namespace

}  // namespace caffe2
