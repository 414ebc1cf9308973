// Operators and a program in the manner of Caffe2 0.8: TensorCPU, dims(), ResizeLike, CAFFE2_DEFINE_*, Predictor over pointers.
#include <cmath>
#include <iostream>

#include "caffe2/core/flags.h"
#include "caffe2/core/init.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/net.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/predictor.h"
#include "caffe2/core/timer.h"
#include "caffe2/utils/math.h"
#include "caffe2/utils/proto_utils.h"

CAFFE2_DEFINE_int(rows, 2, "Rows of the input.");
CAFFE2_DEFINE_string(init_net, "", "The init net.");
CAFFE2_DEFINE_string(predict_net, "", "The predict net.");

namespace caffe2 {

// y = x^2 + offset
template <typename T, class Context>
class ShiftedSquareOp final : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  ShiftedSquareOp(const OperatorDef& def, Workspace* ws)
      : Operator<Context>(def, ws),
        offset_(OperatorBase::GetSingleArgument<float>("offset", 1.f)),
        order_(StringToStorageOrder(OperatorBase::GetSingleArgument<string>("order", "NCHW"))) {
    CAFFE_ENFORCE(order_ == StorageOrder::NCHW, "only NCHW, got ", order_);
  }

  bool RunOnDevice() override {
    auto& X = Input(INPUT);
    auto* Y = Output(OUTPUT);
    CAFFE_ENFORCE_GT(X.ndim(), 0);
    Y->ResizeLike(X);
    math::Sqr<T, Context>(X.size(), X.template data<T>(), Y->template mutable_data<T>(), &context_);
    T* y = Y->template mutable_data<T>();
    for (TIndex i = 0; i < Y->size(); ++i) y[i] += offset_;
    return true;
  }

 protected:
  float offset_;
  StorageOrder order_;
  INPUT_TAGS(INPUT);
  OUTPUT_TAGS(OUTPUT);
};

template <typename T, class Context>
class ShiftedSquareGradientOp final : public Operator<Context> {
 public:
  USE_SIMPLE_CTOR_DTOR(ShiftedSquareGradientOp);
  USE_OPERATOR_CONTEXT_FUNCTIONS;

  bool RunOnDevice() override {
    auto& X = Input(0);
    auto& dY = Input(1);
    auto* dX = Output(0);
    CAFFE_ENFORCE_EQ(X.size(), dY.size(), "sizes differ");
    dX->ResizeLike(X);
    math::Mul<T, Context>(X.size(), X.template data<T>(), dY.template data<T>(), dX->template mutable_data<T>(), &context_);
    math::Scale<T, Context>(X.size(), 2.f, dX->template data<T>(), dX->template mutable_data<T>(), &context_);
    return true;
  }
};

REGISTER_CPU_OPERATOR(ShiftedSquare, ShiftedSquareOp<float, CPUContext>);
REGISTER_CPU_OPERATOR(ShiftedSquareGradient, ShiftedSquareGradientOp<float, CPUContext>);

OPERATOR_SCHEMA(ShiftedSquare)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc(R"DOC(The square of each element and an offset.)DOC")
    .Arg("offset", "*(float; default 1)* What is added.")
    .Input(0, "X", "The input.")
    .Output(0, "Y", "The output.");
OPERATOR_SCHEMA(ShiftedSquareGradient).NumInputs(2).NumOutputs(1).TensorInferenceFunction(
    [](const OperatorDef& def, const vector<TensorShape>& in) {
      ArgumentHelper helper(def);
      vector<TensorShape> out(1);
      if (helper.GetSingleArgument<int>("flat", 0)) {
        out[0] = CreateTensorShape(vector<int>{static_cast<int>(GetDimsVector(in[0])[0])}, TensorProto::FLOAT);
      } else {
        out[0] = in[0];
      }
      return out;
    });

namespace {
class GetShiftedSquareGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef("ShiftedSquareGradient", "", vector<string>{I(0), GO(0)}, vector<string>{GI(0)});
  }
};
}  // namespace
REGISTER_GRADIENT(ShiftedSquare, GetShiftedSquareGradient);

void CheckOperator() {
  Workspace workspace;
  auto* tensor = workspace.CreateBlob("x")->GetMutable<TensorCPU>();
  std::vector<float> values = {1, 2, 3, 4};
  auto value = TensorCPU({2, 2}, values, NULL);
  tensor->ResizeLike(value);
  tensor->ShareData(value);

  NetDef net;
  net.set_name("square");
  {
    auto* op = net.add_op();
    op->set_type("ShiftedSquare");
    op->add_input("x");
    op->add_output("y");
    auto* arg = op->add_arg();
    arg->set_name("offset");
    arg->set_f(0.5);
  }
  CAFFE_ENFORCE(workspace.CreateNet(net));
  CAFFE_ENFORCE(workspace.RunNet(net.name()));
  const auto& y = workspace.GetBlob("y")->Get<TensorCPU>();
  CAFFE_ENFORCE_EQ(y.dims().size(), 2);
  CAFFE_ENFORCE_EQ(y.dim(1), 2);
  for (int i = 0; i < 4; ++i) CHECK_EQ(y.data<float>()[i], values[i] * values[i] + 0.5f);

  GradientWrapper dy;
  dy.dense_ = "dy";
  GradientOpsMeta meta = GetGradientForOp(net.op(0), {dy});
  CHECK_EQ(meta.ops_.size(), 1u);
  auto* gradient = workspace.CreateBlob("dy")->GetMutable<TensorCPU>();
  gradient->Resize(std::vector<int>({2, 2}));
  math::Set<float, CPUContext>(4, 1.f, gradient->mutable_data<float>(), nullptr);
  CAFFE_ENFORCE(workspace.RunOperatorOnce(meta.ops_[0]));
  CHECK_EQ(workspace.GetBlob("x_grad")->Get<TensorCPU>().data<float>()[3], 8.f);
}

void CheckPredictor() {
  NetDef init_net, predict_net;
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_init_net, &init_net));
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_predict_net.c_str(), &predict_net));
  Predictor predictor(init_net, predict_net);
  TensorCPU input;
  input.Resize(std::vector<int>({FLAGS_rows, 1, 8, 8}));
  std::fill(input.mutable_data<float>(), input.mutable_data<float>() + input.size(), 0.25f);
  Predictor::TensorVector inputs{&input}, outputs;
  Timer timer;
  CAFFE_ENFORCE(predictor.run(inputs, &outputs));
  LOG(INFO) << "took " << timer.MilliSeconds() << " ms";
  TensorCPU* softmax = outputs.back();
  CAFFE_ENFORCE_EQ(softmax->dim32(0), FLAGS_rows);
  float sum = 0;
  for (int i = 0; i < softmax->dim32(1); ++i) sum += softmax->data<float>()[i];
  CAFFE_ENFORCE(std::abs(sum - 1) < 1e-5, "a row of the softmax sums to ", sum);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckOperator();
  caffe2::CheckPredictor();
  std::cout << "rows " << caffe2::FLAGS_rows << ": all right" << std::endl;
  return 0;
}
