// Operators and a program in the manner of PyTorch 1.8: sizes(), at::dtype, Output with shape and options, DispatchHelper, PredictorConfig.
#include <iostream>

#include <c10/util/Flags.h>
#include <caffe2/core/blob.h>
#include <caffe2/core/init.h>
#include <caffe2/core/operator.h>
#include <caffe2/core/workspace.h>
#include <caffe2/operators/elementwise_ops.h>
#include <caffe2/predictor/predictor.h>
#include <caffe2/utils/math.h>
#include <caffe2/utils/proto_utils.h>

C10_DEFINE_string(init_net, "", "The init net.");
C10_DEFINE_string(predict_net, "", "The predict net.");
C10_DEFINE_bool(verbose, false, "Say more.");

namespace caffe2 {

// The largest element of each row, and where it is.
template <class Context>
class RowPeakOp final : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;
  template <class... Args>
  explicit RowPeakOp(Args&&... args)
      : Operator<Context>(std::forward<Args>(args)...), OP_SINGLE_ARG(bool, "negate", negate_, false) {}

  bool RunOnDevice() override { return DispatchHelper<TensorTypes<int32_t, int64_t, float, double>>::call(this, Input(0)); }

  template <typename T>
  bool DoRunWithType() {
    const auto& X = Input(0);
    CAFFE_ENFORCE_EQ(X.dim(), 2, "Input must be a matrix.");
    const int64_t rows = X.size(0), columns = X.size(1);
    auto* values = Output(0, {rows}, at::dtype<T>());
    auto* indices = Output(1, {rows}, at::dtype<int64_t>());
    const T* x = X.template data<T>();
    for (int64_t i = 0; i < rows; ++i) {
      const T* row = x + i * columns;
      const T* best = std::max_element(row, row + columns);
      values->template mutable_data<T>()[i] = negate_ ? -*best : *best;
      indices->template mutable_data<int64_t>()[i] = best - row;
    }
    return true;
  }

 private:
  const bool negate_;
};

struct TripleFunctor {
  template <typename T>
  bool operator()(const int n, const T* x, T* y, CPUContext* context) const {
    math::Scale<T, T, CPUContext>(n, T(3), x, y, context);
    return true;
  }
};

REGISTER_CPU_OPERATOR(RowPeak, RowPeakOp<CPUContext>);
REGISTER_CPU_OPERATOR(Triple, UnaryElementwiseOp<TensorTypes<float, int64_t>, CPUContext, TripleFunctor>);

OPERATOR_SCHEMA(RowPeak)
    .NumInputs(1)
    .NumOutputs(2)
    .TensorInferenceFunction([](const OperatorDef& /*def*/, const vector<TensorShape>& in) {
      vector<TensorShape> out(2);
      out[0] = CreateTensorShape(vector<int64_t>{in[0].dims(0)}, in[0].data_type());
      out[1] = CreateTensorShape(vector<int64_t>{in[0].dims(0)}, TensorProto::INT64);
      return out;
    })
    .Input(0, "X", "A matrix.")
    .Output(0, "values", "The largest of each row.")
    .Output(1, "indices", "Its column.");
OPERATOR_SCHEMA(Triple).NumInputs(1).NumOutputs(1).IdenticalTypeAndShape();
SHOULD_NOT_DO_GRADIENT(RowPeak);

void CheckOperators() {
  Workspace ws;
  auto* x = BlobGetMutableTensor(ws.CreateBlob("x"), {2, 3}, at::dtype<int64_t>().device(CPU));
  const int64_t values[] = {1, 7, 3, 9, 5, 6};
  std::copy(values, values + 6, x->mutable_data<int64_t>());
  NetDef net;
  net.set_name("peaks");
  *net.add_op() = CreateOperatorDef("Triple", "", std::vector<std::string>{"x"}, std::vector<std::string>{"x3"});
  *net.add_op() = CreateOperatorDef("RowPeak", "", std::vector<std::string>{"x3"}, std::vector<std::string>{"v", "i"},
                                    std::vector<Argument>{MakeArgument<bool>("negate", true)});
  CAFFE_ENFORCE(ws.RunNetOnce(net));
  const Tensor& v = BlobGetTensor(*ws.GetBlob("v"), CPU);
  CAFFE_ENFORCE(v.sizes() == (std::vector<int64_t>{2}));
  CAFFE_ENFORCE_EQ(v.data<int64_t>()[0], -21);
  CAFFE_ENFORCE_EQ(ws.GetBlob("i")->Get<Tensor>().data<int64_t>()[1], 0);
  bool threw = false;
  try {
    BlobGetMutableTensor(ws.CreateBlob("flat"), {3}, at::dtype<float>())->mutable_data<float>();
    ws.RunOperatorOnce(CreateOperatorDef("RowPeak", "", std::vector<std::string>{"flat"}, std::vector<std::string>{"a", "b"}));
  } catch (const EnforceNotMet& error) {
    threw = std::string(error.what()).find("Input must be a matrix.") != std::string::npos;
  }
  CAFFE_ENFORCE(threw);
}

void CheckPredictor() {
  NetDef init_net, predict_net;
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_init_net, &init_net));
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_predict_net, &predict_net));
  Predictor predictor(makePredictorConfig(init_net, predict_net));
  Tensor input(std::vector<int64_t>{1, 1, 8, 8}, CPU);
  std::fill(input.mutable_data<float>(), input.mutable_data<float>() + input.numel(), 0.5f);
  Predictor::TensorMap inputs, outputs;
  inputs.emplace("data", input);
  CAFFE_ENFORCE(predictor(inputs, &outputs));
  CAFFE_ENFORCE_EQ(outputs.at("softmax").numel(), 10);
  Predictor::TensorList list;
  CAFFE_ENFORCE(predictor(Predictor::TensorList{input}, &list));
  CAFFE_ENFORCE_EQ(list.back().data<float>()[3], outputs.at("softmax").data<float>()[3]);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  c10::SetUsageMessage("checks operators and a predictor");
  if (!caffe2::GlobalInit(&argc, &argv)) return 1;
  caffe2::CheckOperators();
  caffe2::CheckPredictor();
  std::cout << "all right" << (FLAGS_verbose ? ", verbosely" : "") << std::endl;
  return 0;
}
