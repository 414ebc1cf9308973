// A program's own classes of nets, kernels without a context run from outside, gradient makers that give everything themselves, errors that
// whoever catches them adds to, objects in blobs by address. What is expected was printed by PyTorch 1.8's libtorch for such a source.
#include <iostream>

#include "caffe2/core/init.h"
#include "caffe2/core/net.h"
#include "caffe2/core/net_simple.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/workspace.h"
#include "caffe2/utils/proto_utils.h"

namespace caffe2 {

// Every operator twice, and the observers told by the net itself.
class TwiceNet final : public NetBase {
 public:
  TwiceNet(const std::shared_ptr<const NetDef>& net_def, Workspace* ws) : NetBase(net_def, ws) {
    const bool net_def_has_device_option = net_def->has_device_option();
    for (int idx = 0; idx < net_def->op_size(); ++idx) {
      const auto& operator_def = net_def->op(idx);
      std::unique_ptr<OperatorBase> op{nullptr};
      if (net_def_has_device_option && !operator_def.has_device_option()) {
        OperatorDef temp_def(operator_def);
        temp_def.mutable_device_option()->CopyFrom(net_def->device_option());
        op = CreateOperator(temp_def, ws, idx);
      } else {
        op = CreateOperator(operator_def, ws, idx);
      }
      operators_.emplace_back(std::move(op));
    }
    CAFFE_ENFORCE(external_input_.size() == 1 && name_ == net_def->name() && net_def_ == net_def);
  }
  bool SupportsAsync() override { return false; }
  vector<OperatorBase*> GetOperators() const override {
    vector<OperatorBase*> op_list;
    for (auto& op : operators_) op_list.push_back(op.get());
    return op_list;
  }

 protected:
  bool Run() override {
    StartAllObservers();
    for (auto& op : operators_) {
      for (int i = 0; i < 2; ++i) {
        if (!op->Run(0)) return false;
      }
    }
    StopAllObservers();
    return true;
  }
  bool RunAsync() override { return Run(); }

  vector<unique_ptr<OperatorBase>> operators_;
  C10_DISABLE_COPY_AND_ASSIGN(TwiceNet);
};
REGISTER_NET(twice, TwiceNet);

// What runs is told to the base, which waits.
class WaitingNet : public NetBase {
 public:
  WaitingNet(const std::shared_ptr<const NetDef>& net_def, Workspace* ws) : NetBase(net_def, ws) {
    for (int i = 0; i < net_def->op_size(); ++i) ops_.push_back(CreateOperator(net_def->op(i), ws, i));
  }
  bool SupportsAsync() override { return true; }
  vector<OperatorBase*> GetOperators() const override {
    vector<OperatorBase*> all;
    for (auto& op : ops_) all.push_back(op.get());
    return all;
  }
  bool DoRunAsync() override {
    ++runs;
    for (auto& op : ops_) {
      if (!op->Run()) return false;
    }
    return true;
  }
  void Wait() override { ++waits; }
  int runs = 0, waits = 0;

 private:
  std::vector<std::unique_ptr<OperatorBase>> ops_;
};
namespace {
unique_ptr<NetBase> MakeWaiting(const std::shared_ptr<const NetDef>& def, Workspace* ws) { return unique_ptr<NetBase>(new WaitingNet(def, ws)); }
}  // namespace
REGISTER_NET_CREATOR(waiting, MakeWaiting);

class CountedNet final : public SimpleNet {
 public:
  using SimpleNet::SimpleNet;
  size_t count() const { return operators_.size(); }
};
REGISTER_NET(counted, CountedNet);

class NetCounter final : public ObserverBase<NetBase> {
 public:
  NetCounter(NetBase* net, int* starts, int* stops) : ObserverBase<NetBase>(net), starts_(starts), stops_(stops) {}
  void Start() override { ++*starts_; }
  void Stop() override { ++*stops_; }

 private:
  int *starts_, *stops_;
};

// Without a context.
class PlusOneOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;
  bool Run(int /* unused */ /*stream_id*/) override {
    auto& in = this->Input<Tensor>(0, CPU);
    auto* out = this->Output<Tensor>(0, CPU);
    out->ResizeLike(in);
    for (int i = 0; i < in.numel(); ++i) out->mutable_data<float>()[i] = in.data<float>()[i] + 1;
    return true;
  }
};
REGISTER_CPU_OPERATOR(PlusOne, PlusOneOp);
OPERATOR_SCHEMA(PlusOne).NumInputs(1).NumOutputs(1).AllowInplace({{0, 0}});
class GetPlusOneGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override {
    SetDense(0, GO(0));
    return vector<OperatorDef>();
  }
};
REGISTER_GRADIENT(PlusOne, GetPlusOneGradient);

class TimesOp final : public Operator<CPUContext> {
 public:
  USE_OPERATOR_FUNCTIONS(CPUContext);
  TimesOp(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws), OP_SINGLE_ARG(float, "k", k_, 2.f) {}
  bool RunOnDevice() override {
    auto& X = Input(0);
    auto* Y = Output(0, X.sizes(), at::dtype<float>());
    CAFFE_ENFORCE(k_ != 0, "times nothing");
    math::Scale<float, float, CPUContext>(X.numel(), k_, X.data<float>(), Y->mutable_data<float>(), &context_);
    return true;
  }

 private:
  float k_;
};
REGISTER_CPU_OPERATOR(Times, TimesOp);
REGISTER_CPU_OPERATOR(TimesGradient, TimesOp);
OPERATOR_SCHEMA(Times).NumInputs(1).NumOutputs(1);
OPERATOR_SCHEMA(TimesGradient).NumInputs(1).NumOutputs(1);
class GetTimesGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  bool CopyEngine() const override { return false; }
  GradientOpsMeta Get() override {
    VerifyOp();
    vector<OperatorDef> ops{CreateOperatorDef("TimesGradient", "", vector<string>{GO(0)}, vector<string>{GI(0)})};
    return GradientOpsMeta(ops, g_input_);
  }
};
REGISTER_GRADIENT(Times, GetTimesGradient);

static NetDef MakeNet(const string& type, float k = 3) {
  NetDef net;
  net.set_name("net_" + type);
  net.set_type(type);
  *net.add_op() = CreateOperatorDef("PlusOne", "", vector<string>{"x"}, vector<string>{"x"});
  *net.add_op() = CreateOperatorDef("Times", "", vector<string>{"x"}, vector<string>{"y"}, vector<Argument>{MakeArgument<float>("k", k)});
  net.add_external_input("x");
  return net;
}
static float* Feed(Workspace* ws) {
  float* x = BlobGetMutableTensor(ws->CreateBlob("x"), {2}, at::dtype<float>().device(CPU))->mutable_data<float>();
  x[0] = 1;
  x[1] = 2;
  return x;
}

void CheckNets() {
  for (const string type : {"simple", "dag", "twice", "waiting", "counted"}) {
    Workspace ws;
    Feed(&ws);
    NetBase* net = ws.CreateNet(MakeNet(type));
    CAFFE_ENFORCE(net != nullptr && net == ws.GetNet(net->Name()));
    int starts = 0, stops = 0;
    const auto* observer = net->AttachObserver(make_unique<NetCounter>(net, &starts, &stops));
    CAFFE_ENFORCE(net->NumObservers() == 1 && net->HasObserver(observer));
    CAFFE_ENFORCE_EQ(net->GetOperators().size(), 2u);
    CAFFE_ENFORCE(ws.RunNet(net->Name()) && net->Run() && net->RunAsync());
    net->Wait();
    const float* y = ws.GetBlob("y")->Get<Tensor>().data<float>();
    CAFFE_ENFORCE(type == "twice" ? y[0] == 21 && y[1] == 24 : y[0] == 12 && y[1] == 15, type, ": ", y[0], " and ", y[1]);
    for (auto* op : net->GetOperators()) CAFFE_ENFORCE(op->Run(0));
    CAFFE_ENFORCE_EQ(y[1], type == "twice" ? 27 : 18);
    CAFFE_ENFORCE(starts == stops && starts == (type == "waiting" ? 0 : 3), type, ": ", starts);
    CAFFE_ENFORCE(net->DetachObserver(observer) != nullptr);
    if (auto* waiting = dynamic_cast<WaitingNet*>(net)) CAFFE_ENFORCE(waiting->SupportsAsync() && waiting->runs == 3 && waiting->waits == 3);
    if (auto* counted = dynamic_cast<CountedNet*>(net)) CAFFE_ENFORCE_EQ(counted->count(), 2u);
  }
  // In a plan, and by itself.
  Workspace ws;
  Feed(&ws);
  PlanDef plan;
  *plan.add_network() = MakeNet("twice");
  plan.add_execution_step()->add_network("net_twice");
  CAFFE_ENFORCE(ws.RunPlan(plan));
  std::unique_ptr<NetBase> own(CreateNet(MakeNet("twice"), &ws));
  CAFFE_ENFORCE(own->Run() && ws.RunNetOnce(MakeNet("counted")));
  CAFFE_ENFORCE_EQ(ws.GetBlob("y")->Get<Tensor>().data<float>()[0], 18);
  for (const string type : {"simple", "counted"}) {
    try {
      ws.RunNetOnce(MakeNet(type, 0));
      CAFFE_THROW("no error");
    } catch (const EnforceNotMet& e) {
      CAFFE_ENFORCE(string(e.what()).find("times nothing") != string::npos && e.op_index() == 1, e.what());
    }
  }
}

void CheckGradients() {
  OperatorDef times = CreateOperatorDef("Times", "", vector<string>{"x"}, vector<string>{"y"}, vector<Argument>{MakeArgument<float>("k", 3)});
  times.set_engine("NONE");
  vector<GradientWrapper> g_output(1);
  g_output[0].dense_ = "y_grad";
  GradientOpsMeta meta = GetGradientForOp(times, g_output);
  CAFFE_ENFORCE(meta.ops_.size() == 1 && meta.ops_[0].type() == "TimesGradient" && meta.ops_[0].arg_size() == 1 && meta.ops_[0].engine().empty());
  CAFFE_ENFORCE_EQ(meta.g_input_[0].dense_, "x_grad");
  OperatorDef plus = CreateOperatorDef("PlusOne", "", vector<string>{"x"}, vector<string>{"y"});
  const GradientOpsMeta passed_on = GetGradientForOp(plus, g_output);
  meta = passed_on;
  CAFFE_ENFORCE(meta.ops_.empty() && meta.g_input_[0].dense_ == "y_grad");
  plus.add_input("another");
  bool refused = false;
  try {
    GetGradientForOp(plus, g_output);
  } catch (const EnforceNotMet&) {
    refused = true;
  }
  CAFFE_ENFORCE(refused);
  auto params = GradientMakerBase::MatchGradsToParams(
      CreateOperatorDef("ConvGradient", "", vector<string>{"x", "w", "y_grad"}, vector<string>{"w_grad", "x_grad"}));
  CAFFE_ENFORCE(params.size() == 2 && params["w_grad"] == "w");
}

void CheckErrors() {
  try {
    try {
      CAFFE_ENFORCE(1 == 2, "one is not two");
    } catch (EnforceNotMet& e) {
      CAFFE_ENFORCE(e.msg().find("one is not two") != string::npos && e.context().empty() && e.msg_stack().size() == 1);
      e.AppendMessage("while counting");
      e.add_context("in a test");
      throw;
    }
  } catch (const c10::Error& e) {
    const string text = e.what();
    CAFFE_ENFORCE(text.find("one is not two") < text.find("while counting") && text.find("in a test") != string::npos, text);
    CAFFE_ENFORCE(e.context().size() == 2 && e.msg_stack().size() == 3 && e.msg_stack()[2] == "in a test" && e.msg() == text);
    CAFFE_ENFORCE_EQ(string(e.what_without_backtrace()), text);
  }
}

void CheckBlobs() {
  Blob a, b;
  int seven = 7;
  *a.GetMutable<int>() = 3;
  CAFFE_ENFORCE(*static_cast<const int*>(a.GetRaw()) == 3 && b.GetRaw() == nullptr);
  b.ShareExternal<int>(&seven);
  CAFFE_ENFORCE(b.Get<int>() == 7 && b.GetRaw() == &seven);
  swap(a, b);
  CAFFE_ENFORCE(a.Get<int>() == 7 && b.Get<int>() == 3);
  a.swap(b);
  CAFFE_ENFORCE(a.Get<int>() == 3 && b.Get<int>() == 7);
  Tensor tensor = TensorCPUFromValues<float>({2}, {1, 2});
  CAFFE_ENFORCE(a.ShareExternal(&tensor, TypeMeta::Make<Tensor>()) == &tensor && BlobIsTensorType(a, CPU));
  a.GetMutable<Tensor>()->mutable_data<float>()[1] = 5;
  CAFFE_ENFORCE_EQ(tensor.data<float>()[1], 5);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckNets();
  caffe2::CheckGradients();
  caffe2::CheckErrors();
  caffe2::CheckBlobs();
  std::cout << "all right" << std::endl;
  return 0;
}
