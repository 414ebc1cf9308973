// Operators derived from Caffe2's bases: windows over images, element-wise functors of both generations, fillers, dispatch by
// values and second types, one without a context. Macros without semicolons, as Caffe2's sources have them.
#include <cmath>
#include <iostream>

#include "caffe2/core/init.h"
#include "caffe2/core/operator.h"
#include "caffe2/operators/conv_pool_op_base.h"
#include "caffe2/operators/elementwise_ops.h"
#include "caffe2/operators/filler_op.h"
#include "caffe2/utils/math.h"

namespace caffe2 {

// A convolution without bias, by 0.8's Im2col.
class WindowSumOp final : public ConvPoolOpBase<CPUContext> {
 public:
  USE_CONV_POOL_BASE_FUNCTIONS(CPUContext);
  WindowSumOp(const OperatorDef& def, Workspace* ws) : ConvPoolOpBase<CPUContext>(def, ws) {}

  bool RunOnDeviceWithOrderNCHW() override {
    auto& X = Input(0);
    auto& filter = Input(1);
    auto* Y = Output(0);
    const int N = X.dim32(0), C = X.dim32(1), M = filter.dim32(0);
    ConvPoolOpBase<CPUContext>::SetOutputSize(X, Y, M);
    const int taps = C * kernel_h() * kernel_w(), size = Y->dim32(2) * Y->dim32(3);
    TensorCPU columns(vector<int>{taps, size}, CPU);
    for (int n = 0; n < N; ++n) {
      math::Im2col<float, CPUContext, StorageOrder::NCHW>(X.data<float>() + n * C * X.dim32(2) * X.dim32(3), C, X.dim32(2), X.dim32(3), kernel_h(),
                                                          kernel_w(), dilation_h(), dilation_w(), pad_t(), pad_l(), pad_b(), pad_r(), stride_h(),
                                                          stride_w(), columns.mutable_data<float>(), &context_);
      math::Gemm<float, CPUContext>(CblasNoTrans, CblasNoTrans, M, size, taps, 1, filter.data<float>(), columns.data<float>(), 0,
                                    Y->mutable_data<float>() + n * M * size, &context_);
    }
    return true;
  }
};
REGISTER_CPU_OPERATOR(WindowSum, WindowSumOp)
OPERATOR_SCHEMA(WindowSum).NumInputs(2).NumOutputs(1).TensorInferenceFunction(ConvPoolOpBase<CPUContext>::TensorInferenceForConv);
NO_GRADIENT(WindowSum)

// The largest element under each window, for both orders.
class WindowMaxOp final : public ConvPoolOpBase<CPUContext> {
 public:
  USE_CONV_POOL_BASE_FUNCTIONS(CPUContext);
  WindowMaxOp(const OperatorDef& def, Workspace* ws) : ConvPoolOpBase<CPUContext>(def, ws) {}
  bool RunOnDeviceWithOrderNCHW() override { return Run(Input(0).dim32(1), 2, 1); }
  bool RunOnDeviceWithOrderNHWC() override { return Run(Input(0).dim32(3), 1, Input(0).dim32(3)); }

 private:
  bool Run(int channels, int first, int step) {
    auto& X = Input(0);
    auto* Y = Output(0);
    SetOutputSize(X, Y, channels);
    const int H = X.dim32(first), W = X.dim32(first + 1), OH = Y->dim32(first), OW = Y->dim32(first + 1);
    for (int n = 0; n < X.dim32(0); ++n) {
      for (int c = 0; c < channels; ++c) {
        const int begin = step == 1 ? (n * channels + c) * H * W : n * H * W * channels + c;
        const int out = step == 1 ? (n * channels + c) * OH * OW : n * OH * OW * channels + c;
        for (int i = 0; i < OH * OW; ++i) {
          float best = -1e30f;
          for (int h = i / OW * stride_h() - pad_t(), kh = 0; kh < kernel_h(); ++h, ++kh) {
            for (int w = i % OW * stride_w() - pad_l(), kw = 0; kw < kernel_w(); ++w, ++kw) {
              if (h >= 0 && h < H && w >= 0 && w < W) best = std::max(best, X.data<float>()[begin + (h * W + w) * step]);
            }
          }
          Y->mutable_data<float>()[out + i * step] = best;
        }
      }
    }
    return true;
  }
};
REGISTER_CPU_OPERATOR(WindowMax, WindowMaxOp)
OPERATOR_SCHEMA(WindowMax).NumInputs(1).NumOutputs(1).TensorInferenceFunction(ConvPoolOpBase<CPUContext>::TensorInferenceForPool);
SHOULD_NOT_DO_GRADIENT(WindowMax)

// a + factor * b: as functors of 0.8 are written, and as those of 1.x are, with an argument.
struct AddTwice {
  template <bool b_is_scalar, typename T, typename R>
  void Run(size_t n, const T* a, const T* b, R* c, CPUContext*) {
    for (size_t i = 0; i < n; ++i) c[i] = a[i] + 2 * b[b_is_scalar ? 0 : i];
  }
  template <typename T, typename R>
  void RunWithBroadcast(const T* a, const T* b, R* c, size_t pre, size_t n, CPUContext*) {
    for (size_t i = 0; i < pre * n; ++i) c[i] = a[i] + 2 * b[i % n];
  }
  template <typename T, typename R>
  void RunWithBroadcast2(const T* a, const T* b, R* c, size_t pre, size_t n, size_t post, CPUContext*) {
    for (size_t i = 0; i < pre * n * post; ++i) c[i] = a[i] + 2 * b[i / post % n];
  }
};
REGISTER_CPU_OPERATOR(AddTwice, BinaryElementwiseOp<NumericTypes, CPUContext, AddTwice>)
OPERATOR_SCHEMA(AddTwice).NumInputs(2).NumOutputs(1).AllowInplace({{0, 0}}).IdenticalTypeAndShapeOfInput(0);

template <class Context>
struct AddTimes {
  explicit AddTimes(OperatorBase& op) : factor(op.GetSingleArgument<int>("factor", 2)) {}
  template <typename T, typename R>
  bool Forward(const vector<int>& a_dims, const vector<int>& b_dims, const T* a, const T* b, R* c, Context* context) const {
    vector<T> scaled(std::accumulate(b_dims.begin(), b_dims.end(), 1, std::multiplies<int>()));
    math::Scale<T, T, Context>(scaled.size(), T(factor), b, scaled.data(), context);
    math::Add<T, Context>(a_dims.size(), a_dims.data(), b_dims.size(), b_dims.data(), a, scaled.data(), c, context);
    return true;
  }
  int factor;
};
REGISTER_CPU_OPERATOR(AddTimes, BinaryElementwiseWithArgsOp<NumericTypes, CPUContext, AddTimes<CPUContext>>)
OPERATOR_SCHEMA(AddTimes).NumInputs(2).NumOutputs(1).AllowInplace({{0, 0}});

class StairsFillOp final : public FillerOp<CPUContext> {
 public:
  StairsFillOp(const OperatorDef& def, Workspace* ws) : FillerOp<CPUContext>(def, ws), step_(GetSingleArgument<float>("step", 1)) {}
  bool Fill(TensorCPU* output) override {
    float* y = output->mutable_data<float>();
    for (int64_t i = 0; i < output->numel(); ++i) y[i] = step_ * i;
    return true;
  }

 private:
  float step_;
};
REGISTER_CPU_OPERATOR(StairsFill, StairsFillOp)
OPERATOR_SCHEMA(StairsFill).NumInputs(0, 1).NumOutputs(1).TensorInferenceFunction(FillerTensorInference<>);

// Writes which functions ran: by the number of columns, by the types of both inputs.
class WhichOp final : public Operator<CPUContext> {
 public:
  USE_OPERATOR_FUNCTIONS(CPUContext);
  USE_DISPATCH_HELPER;
  using Operator<CPUContext>::Operator;
  bool RunOnDevice() override { return DispatchHelper<TensorTypes<int, float>>::call(this, Input(0)); }

 private:
  template <typename A>
  bool DoRunWithType() {
    return DispatchHelper<TensorTypes2<float, int64_t, GenericTensorImplementation>, A>::call(this, Input(1));
  }
  template <typename A, typename B>
  bool DoRunWithType2() {
    return Write<A>(std::is_same<B, float>::value ? "float" : "long");
  }
  template <typename A>
  bool DoRunWithOtherType2() {
    return Write<A>("other");
  }
  template <typename A>
  bool Write(const string& second) {
    text_ = string(std::is_same<A, int>::value ? "int " : "float ") + second;
    return DispatchHelper<FixedValues<1, 4>, A>::call(this, Input(0).numel());
  }
  template <typename A, int n>
  bool DoRunWithValue() {
    Output(0)->Resize(vector<int64_t>());
    *Output(0)->mutable_data<string>() = text_ + " " + to_string(n);
    return true;
  }
  string text_;
};
REGISTER_CPU_OPERATOR(Which, WhichOp)
OPERATOR_SCHEMA(Which).NumInputs(2).NumOutputs(1);

// No context: it overrides Run.
class CountRunsOp final : public OperatorBase {
 public:
  CountRunsOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws) {}
  bool Run(int /*stream_id*/ = 0) override {
    *OperatorBase::Output<int>(0) += 1;
    if (!OperatorBase::GetSingleArgument<string>("fail", "").empty()) CAFFE_THROW("told to fail");
    return true;
  }
};
REGISTER_CPU_OPERATOR(CountRuns, CountRunsOp)
OPERATOR_SCHEMA(CountRuns).NumInputs(0).NumOutputs(1);

TensorCPU* Feed(Workspace* ws, const string& name, const vector<int64_t>& dims, const vector<float>& values) {
  auto* tensor = BlobGetMutableTensor(ws->CreateBlob(name), CPU);
  tensor->Resize(dims);
  CAFFE_ENFORCE_EQ(tensor->numel(), static_cast<int64_t>(values.size()));
  std::copy(values.begin(), values.end(), tensor->mutable_data<float>());
  return tensor;
}

vector<float> Values(Workspace* ws, const string& name) {
  const auto& tensor = ws->GetBlob(name)->Get<TensorCPU>();
  return vector<float>(tensor.data<float>(), tensor.data<float>() + tensor.numel());
}

void Run(Workspace* ws, const string& type, const vector<string>& in, const string& out, const vector<Argument>& args = {}) {
  CAFFE_ENFORCE(ws->RunOperatorOnce(CreateOperatorDef(type, "", in, vector<string>{out}, args)), type);
}

// The same as netdef's own operators with the same arguments, shapes as the schemas tell them.
void CheckWindows() {
  Workspace ws;
  vector<float> image(2 * 3 * 7 * 6), filter(4 * 3 * 3 * 2);
  for (size_t i = 0; i < image.size(); ++i) image[i] = std::sin(0.7f * i);
  for (size_t i = 0; i < filter.size(); ++i) filter[i] = std::cos(0.9f * i);
  Feed(&ws, "x", {2, 3, 7, 6}, image);
  Feed(&ws, "xc", {2, 7, 6, 3}, image);
  Feed(&ws, "w", {4, 3, 3, 2}, filter);
  const vector<Argument> kernel{MakeArgument<int>("kernel_h", 3), MakeArgument<int>("kernel_w", 2)};
  const auto with = [&](vector<Argument> more) {
    more.insert(more.begin(), kernel.begin(), kernel.end());
    return more;
  };
  const vector<vector<Argument>> convolutions{
      with({}), with({MakeArgument<int>("pad", 1), MakeArgument<int>("stride", 2)}),
      with({MakeArgument<vector<int>>("pads", {1, 0, 2, 1}), MakeArgument<vector<int>>("dilations", {2, 1})}),
      with({MakeArgument<int>("legacy_pad", LegacyPadding::SAME), MakeArgument<int>("stride", 2)})};
  for (const auto& args : convolutions) {
    Run(&ws, "WindowSum", {"x", "w"}, "ours", args);
    Run(&ws, "Conv", {"x", "w"}, "its", args);
    const vector<float> ours = Values(&ws, "ours"), its = Values(&ws, "its");
    CAFFE_ENFORCE(ws.GetBlob("ours")->Get<TensorCPU>().sizes() == ws.GetBlob("its")->Get<TensorCPU>().sizes());
    for (size_t i = 0; i < its.size(); ++i) CAFFE_ENFORCE_LT(std::abs(ours[i] - its[i]), 1e-4f, "at ", i);
    const auto shapes = OpSchemaRegistry::Schema("WindowSum")->InferTensor(
        CreateOperatorDef("WindowSum", "", vector<string>{"x", "w"}, vector<string>{"y"}, args),
        {CreateTensorShape(vector<int>{2, 3, 7, 6}, TensorProto::FLOAT), CreateTensorShape(vector<int>{4, 3, 3, 2}, TensorProto::FLOAT)});
    CAFFE_ENFORCE(GetDimsVector(shapes.at(0)) == vector<int64_t>(ws.GetBlob("its")->Get<TensorCPU>().sizes()));
  }
  for (const string& order : {"NCHW", "NHWC"}) {
    for (auto args : {with({MakeArgument<int>("stride", 2)}), with({MakeArgument<int>("pad", 1), MakeArgument<int>("legacy_pad", LegacyPadding::CAFFE_LEGACY_POOLING),
                                                                    MakeArgument<int>("stride", 3)}),
                      vector<Argument>{MakeArgument<int>("global_pooling", 1)}}) {
      args.push_back(MakeArgument<string>("order", order));
      const string x = order == "NCHW" ? "x" : "xc";
      Run(&ws, "WindowMax", {x}, "ours", args);
      Run(&ws, "MaxPool", {x}, "its", args);
      CAFFE_ENFORCE(Values(&ws, "ours") == Values(&ws, "its"), order);
    }
  }
  string message;
  try {
    Run(&ws, "WindowMax", {"x"}, "y", with({MakeArgument<vector<int>>("strides", {1, 1, 1})}));
  } catch (const EnforceNotMet& e) {
    message = e.what();
  }
  CAFFE_ENFORCE(message.find("strides and kernels") != string::npos, message);
}

void CheckFunctors() {
  Workspace ws;
  Feed(&ws, "a", {2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  Feed(&ws, "one", {1}, {10});
  Feed(&ws, "last", {2}, {10, 20});
  Feed(&ws, "middle", {3}, {10, 20, 30});
  const Argument broadcast = MakeArgument<int>("broadcast", 1);
  for (const string& type : {"AddTwice", "AddTimes"}) {
    Run(&ws, type, {"a", "a"}, "y");
    CAFFE_ENFORCE(Values(&ws, "y")[11] == 33, type);
    Run(&ws, type, {"a", "one"}, "y", {broadcast});
    CAFFE_ENFORCE(Values(&ws, "y") == vector<float>({20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}), type);
    Run(&ws, type, {"a", "last"}, "y", {broadcast});
    CAFFE_ENFORCE(Values(&ws, "y") == vector<float>({20, 41, 22, 43, 24, 45, 26, 47, 28, 49, 30, 51}), type);
    Run(&ws, type, {"a", "middle"}, "y", {broadcast, MakeArgument<int>("axis", 1)});
    CAFFE_ENFORCE(Values(&ws, "y") == vector<float>({20, 21, 42, 43, 64, 65, 26, 27, 48, 49, 70, 71}), type);
    Run(&ws, type, {"a", "middle"}, "y", {broadcast, MakeArgument<string>("axis_str", "C")});
    CAFFE_ENFORCE(Values(&ws, "y")[2] == 42, type);
  }
  Run(&ws, "AddTimes", {"a", "last"}, "y", {MakeArgument<int>("factor", 1)});
  CAFFE_ENFORCE(Values(&ws, "y")[1] == 21);
  Run(&ws, "AddTimes", {"last", "a"}, "y");  // the shape of the second
  CAFFE_ENFORCE(ws.GetBlob("y")->Get<TensorCPU>().dim() == 3 && Values(&ws, "y")[2] == 14);
  bool refused = false;
  try {
    Run(&ws, "AddTwice", {"a", "last"}, "y");
  } catch (const EnforceNotMet&) {
    refused = true;
  }
  CAFFE_ENFORCE(refused, "shapes differ");
}

void CheckOthers() {
  Workspace ws;
  Run(&ws, "StairsFill", {}, "stairs", {MakeArgument<vector<int>>("shape", {2, 2}), MakeArgument<float>("step", 0.5f)});
  CAFFE_ENFORCE(Values(&ws, "stairs") == vector<float>({0, 0.5f, 1, 1.5f}));
  Run(&ws, "StairsFill", {"stairs"}, "more", {MakeArgument<vector<int>>("extra_shape", {3})});
  CAFFE_ENFORCE_EQ(Values(&ws, "more").size(), size_t(12));

  auto* other = BlobGetMutableTensor(ws.CreateBlob("other"), CPU);
  other->Resize(1);
  const auto which = [&](const string& first) {
    Run(&ws, "Which", {first, "other"}, "text");
    return *ws.GetBlob("text")->Get<TensorCPU>().data<string>();
  };
  other->mutable_data<int64_t>()[0] = 0;
  CAFFE_ENFORCE_EQ(which("stairs"), "float long 4");
  other->mutable_data<float>()[0] = 0;
  CAFFE_ENFORCE_EQ(which("other"), "float float 1");
  other->mutable_data<int>()[0] = 0;
  CAFFE_ENFORCE_EQ(which("more"), "float other -1");
  CAFFE_ENFORCE_EQ(which("other"), "int other 1");

  NetDef net;
  net.set_name("counting");
  *net.add_op() = CreateOperatorDef("CountRuns", "", vector<string>{}, vector<string>{"runs"});
  NetBase* counting = ws.CreateNet(net);
  CAFFE_ENFORCE(counting->Run() && counting->RunAsync());
  CAFFE_ENFORCE(counting->GetOperators().at(0)->Run());
  CAFFE_ENFORCE_EQ(ws.GetBlob("runs")->Get<int>(), 3);
  string message;
  try {
    Run(&ws, "CountRuns", {}, "runs", {MakeArgument<string>("fail", "now")});
  } catch (const std::exception& e) {
    message = e.what();
  }
  CAFFE_ENFORCE(message.find("told to fail") != string::npos, message);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckWindows();
  caffe2::CheckFunctors();
  caffe2::CheckOthers();
  std::cout << "all right" << std::endl;
}
