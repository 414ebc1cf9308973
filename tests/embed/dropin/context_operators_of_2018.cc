// Operators of the time when Tensor was a template over the context: members, shared buffers, resizing, several types.
#include <algorithm>
#include <iostream>
#include <random>

#include "caffe2/core/context.h"
#include "caffe2/core/init.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/operator_schema.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/types.h"
#include "caffe2/operators/elementwise_op.h"
#include "caffe2/utils/cast.h"
#include "caffe2/utils/conversions.h"
#include "caffe2/utils/fixed_divisor.h"
#include "caffe2/utils/math.h"
#include "caffe2/utils/proto_utils.h"

namespace caffe2 {

// Rows of X minus their means; the means are the second output. A buffer of ones is a member.
template <typename T, class Context>
class CenterRowsOp final : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  CenterRowsOp(const OperatorDef& operator_def, Workspace* ws)
      : Operator<Context>(operator_def, ws),
        axis_(OperatorBase::GetSingleArgument<int>("axis", 1)),
        scales_(OperatorBase::GetRepeatedArgument<float>("scales")),
        name_(OperatorBase::GetSingleArgument<string>("tag", "none")) {
    OPERATOR_NEEDS_FEATURE(axis_ >= 0, "a negative axis is not supported, got ", axis_);
  }
  ~CenterRowsOp() {}

  bool RunOnDevice() override {
    const auto& X = Input(DATA);
    auto* Y = Output(CENTERED);
    Tensor<Context>* means = Output(MEANS);
    const auto canonical = X.canonical_axis_index(axis_);
    const int rows = X.size_to_dim(canonical);
    const int columns = X.size_from_dim(canonical);
    if (ones_.size() != columns) {
      ones_.Resize(columns);
      math::Set<T, Context>(columns, T(1), ones_.template mutable_data<T>(), &context_);
    }
    Y->ResizeLike(X);
    means->Resize(vector<TIndex>{rows});
    math::Gemv<T, Context>(CblasNoTrans, rows, columns, T(1) / columns, X.template data<T>(), ones_.template data<T>(), 0,
                           means->template mutable_data<T>(), &context_);
    context_.template Copy<T, Context, Context>(X.size(), X.template data<T>(), Y->template mutable_data<T>());
    math::Gemm<T, Context>(CblasNoTrans, CblasNoTrans, rows, columns, 1, T(-1), means->template data<T>(), ones_.template data<T>(), 1,
                           Y->template mutable_data<T>(), &context_);
    for (size_t i = 0; i < scales_.size() && i < static_cast<size_t>(rows); ++i) {
      math::Scale<T, Context>(columns, scales_[i], Y->template data<T>() + i * columns, Y->template mutable_data<T>() + i * columns, &context_);
    }
    VLOG(1) << name_ << ": " << X.dims();
    return true;
  }

 protected:
  int axis_;
  std::vector<float> scales_;
  string name_;
  Tensor<Context> ones_;

  INPUT_TAGS(DATA);
  OUTPUT_TAGS(CENTERED, MEANS);
};

REGISTER_CPU_OPERATOR(CenterRows, CenterRowsOp<float, CPUContext>);
OPERATOR_SCHEMA(CenterRows)
    .NumInputs(1)
    .NumOutputs(2)
    .AllowInplace({{0, 0}})
    .Arg("axis", "The first axis of a row.")
    .Arg("scales", "A factor for each of the first rows.")
    .Input(0, "X", "The rows.")
    .Output(0, "Y", "The rows without their means.")
    .Output(1, "means", "The means.")
    .TensorInferenceFunction([](const OperatorDef& def, const vector<TensorShape>& in) {
      ArgumentHelper helper(def);
      const int axis = helper.GetSingleArgument<int>("axis", 1);
      int rows = 1;
      for (int i = 0; i < axis; ++i) rows *= in[0].dims(i);
      return vector<TensorShape>{in[0], CreateTensorShape(vector<int>{rows}, in[0].data_type())};
    })
    .CostInferenceFunction([](const OperatorDef&, const vector<TensorShape>& in) {
      struct OpSchema::Cost cost;
      cost.flops = 2 * nElemFromDim(in[0]);
      cost.bytes_read = nElemFromDim(in[0]) * sizeof(float);
      return cost;
    });
NO_GRADIENT(CenterRows);

// Any of several types in, one of two out by an argument.
template <class Context>
class ShiftCastOp : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  USE_DISPATCH_HELPER;
  ShiftCastOp(const OperatorDef& def, Workspace* ws)
      : Operator<Context>(def, ws), to_(cast::GetCastDataType(ArgumentHelper(def), "to")) {}

  bool RunOnDevice() override { return DispatchHelper<TensorTypes<float, int, bool, std::string>>::call(this, Input(0)); }

  template <typename In>
  bool DoRunWithType() {
    const Tensor<Context>& X = OperatorBase::Input<Tensor<Context>>(0);
    Tensor<Context>* Y = OperatorBase::Output<Tensor<Context>>(0);
    Y->ResizeLike(X);
    return to_ == TensorProto::INT64 ? Fill<In, int64_t>(X, Y) : Fill<In, float>(X, Y);
  }

 private:
  template <typename In, typename Out>
  bool Fill(const Tensor<Context>& X, Tensor<Context>* Y) {
    const In* x = X.template data<In>();
    Out* y = Y->template mutable_data<Out>();
    for (TIndex i = 0; i < X.size(); ++i) y[i] = Convert<Out>(x[i]) + Out(1);
    return true;
  }
  template <typename Out, typename In>
  static Out Convert(const In& x) {
    return convert::To<In, Out>(x);
  }
  template <typename Out>
  static Out Convert(const std::string& x) {
    return static_cast<Out>(x.size());
  }
  TensorProto_DataType to_;
};
REGISTER_CPU_OPERATOR(ShiftCast, ShiftCastOp<CPUContext>);
OPERATOR_SCHEMA(ShiftCast).NumInputs(1).NumOutputs(1);
SHOULD_NOT_DO_GRADIENT(ShiftCast);

// A functor over elements, with an argument; and one without.
struct LeakyStep {
  explicit LeakyStep(OperatorBase& op) : slope(op.GetSingleArgument<float>("slope", 0.5f)) {}
  template <typename T>
  void operator()(const int n, const T* x, T* y, CPUContext* /*context*/) {
    for (int i = 0; i < n; ++i) y[i] = x[i] > 0 ? T(1) : T(slope);
  }
  float slope;
};
REGISTER_CPU_OPERATOR(LeakyStep, UnaryElementwiseWithArgsOp<TensorTypes<float>, CPUContext, LeakyStep>);
OPERATOR_SCHEMA(LeakyStep).NumInputs(1).NumOutputs(1).IdenticalTypeAndShape().Arg("slope", "Below zero.");
struct GetLeakyStepGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef("Scale", "", vector<string>{GO(0)}, vector<string>{GI(0)},
                             vector<Argument>{MakeArgument<float>("scale", 0.f)});
  }
};
REGISTER_GRADIENT(LeakyStep, GetLeakyStepGradient);

// Two inputs of which one may be missing; random numbers from the context's generator.
class JitterOp final : public Operator<CPUContext> {
 public:
  USE_OPERATOR_FUNCTIONS(CPUContext);
  JitterOp(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws) {}
  bool RunOnDevice() override {
    auto& X = Input(0);
    noise_.ResizeLike(X);
    auto* noise = noise_.mutable_data<float>();
    math::RandUniform<float, CPUContext>(X.size(), -0.5, 0.5, noise, &context_);
    std::uniform_real_distribution<float> tiny(0, 1e-6f);
    Output(0)->ResizeLike(X);
    auto* y = Output(0)->mutable_data<float>();
    for (int i = 0; i < X.size(); ++i) {
      y[i] = X.data<float>()[i] + (InputSize() > 1 ? Input(1).data<float>()[0] * noise[i] : tiny(context_.RandGenerator()));
    }
    return true;
  }

 private:
  TensorCPU noise_;
};
REGISTER_CPU_OPERATOR(Jitter, JitterOp);
OPERATOR_SCHEMA(Jitter).NumInputs(1, 2).NumOutputs(1).AllowOneToOneInplace().IdenticalTypeAndShapeOfInput(0);
NO_GRADIENT(Jitter);

// 0.8's own templates over Tensor<Context>.
template <class Context>
float Total(const Tensor<Context>& tensor) {
  float total = 0;
  for (TIndex i = 0; i < tensor.size(); ++i) total += tensor.template data<float>()[i];
  return total;
}

void Check() {
  Workspace ws;
  OperatorDef def;
  def.set_type("CenterRows");
  def.add_input("X");
  def.add_output("Y");
  def.add_output("means");
  AddArgument<vector<float>>("scales", {2.f}, &def);
  auto* X = ws.CreateBlob("X")->GetMutable<Tensor<CPUContext>>();
  X->Resize(2, 3);
  float* x = X->mutable_data<float>();
  for (int i = 0; i < 6; ++i) x[i] = i * i;
  std::unique_ptr<OperatorBase> op(CreateOperator(def, &ws));
  CAFFE_ENFORCE(op.get() != nullptr);
  for (int run = 0; run < 2; ++run) CAFFE_ENFORCE(op->Run());
  auto& Y = ws.GetBlob("Y")->Get<TensorCPU>();
  CAFFE_ENFORCE_EQ(Y.dims(), X->dims());
  TensorCPU means(ws.GetBlob("means")->Get<TensorCPU>());
  CHECK_LT(std::abs(means.data<float>()[0] - 5.f / 3), 1e-5);
  CHECK_LT(std::abs(Y.data<float>()[0] + 10.f / 3), 1e-5);
  CHECK_LT(std::abs(Total(Y)), 1e-4);
  CHECK(Y.meta().Match<float>()) << Y.meta().name();
  CHECK_EQ(Y.meta().itemsize(), sizeof(float));

  vector<TensorShape> shapes{CreateTensorShape(vector<int>{2, 3}, TensorProto::FLOAT)};
  const OpSchema* schema = OpSchemaRegistry::Schema("CenterRows");
  CHECK_NOTNULL(schema);
  CHECK_EQ(schema->InferTensor(def, shapes)[1].dims(0), 2);
  CHECK_EQ(schema->InferCost(def, shapes).flops, 12);

  auto* S = ws.CreateBlob("S")->GetMutable<TensorCPU>();
  S->Resize(vector<TIndex>{2});
  S->mutable_data<string>()[0] = "four";
  S->mutable_data<string>()[1] = "";
  OperatorDef cast = CreateOperatorDef("ShiftCast", "", vector<string>{"S"}, vector<string>{"L"}, vector<Argument>{MakeArgument<string>("to", "int64")});
  CHECK(ws.RunOperatorOnce(cast));
  CHECK_EQ(ws.GetBlob("L")->Get<TensorCPU>().data<int64_t>()[0], 5);

  NetDef net;
  net.set_name("chain");
  net.set_type("simple");
  net.add_external_input("X");
  *net.add_op() = CreateOperatorDef("LeakyStep", "", vector<string>{"X"}, vector<string>{"Z"});
  *net.add_op() = CreateOperatorDef("Jitter", "", vector<string>{"Z"}, vector<string>{"Z"});
  NetBase* made = ws.CreateNet(net);
  CHECK(made->Run());
  CHECK_LT(std::abs(ws.GetBlob("Z")->Get<TensorCPU>().data<float>()[0] - 0.5f), 1e-3);
  TensorCPU copied;
  CPUContext context;
  copied.CopyFrom(*X, &context);
  copied.Extend(1, 50, &context);
  copied.ShrinkTo(2);
  CHECK_EQ(copied.dims(), X->dims());

  const FixedDivisor<int32_t> by(7);
  int32_t q, r;
  by.DivMod(23, &q, &r);
  CHECK(q == 3 && r == 2);
  std::ostringstream text;
  text << vector<int>{1, 2};
  CHECK_EQ(text.str(), "1 2");
  Blob blob;
  blob.GetMutable<TensorCPU>()->ResizeLike(*X);
  blob.GetMutable<TensorCPU>()->mutable_data<float>()[5] = 3;
  for (int i = 0; i < 5; ++i) blob.GetMutable<TensorCPU>()->mutable_data<float>()[i] = 0;
  Blob again;
  again.Deserialize(blob.Serialize("blob"));
  CHECK_EQ(again.Get<TensorCPU>().data<float>()[5], 3);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::Check();
  std::cout << "all right" << std::endl;
}
