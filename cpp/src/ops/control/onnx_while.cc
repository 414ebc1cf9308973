// ONNXWhile: Caffe2's loop after that of ONNX, https://onnx.ai/onnx/operators/onnx__Loop.html - but the values of the iterations are
// joined along their first axis instead of stacked.
#include <algorithm>
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/control/_shared.h"

namespace netdef {
namespace {

struct OnnxWhileArgs {
  NetDefPtr body;
  bool has_trip_count = false, has_cond = false, save_scopes = false, disable_scopes = false;
  int64_t num_loop_carried_deps = -1;

  template <typename V>
  void Fields(V& v) {
    v("body", body,
      "Net of one iteration; required. It takes the iteration number, the condition and the carried values, and gives "
      "the condition, the carried values and the values to join.");
    v("has_trip_count", has_trip_count, "Look at the trip count.");
    v("has_cond", has_cond, "Look at the condition.");
    v("save_scopes", save_scopes, "Run each iteration in a workspace of its own.");
    v("disable_scopes", disable_scopes, "Run the body in the workspace of the operator, whose blobs it then sees.");
    v("num_loop_carried_deps", num_loop_carried_deps, "Number of carried values; -1: all inputs after the first two.");
  }
};

class OnnxWhileOp final : public OperatorBase {
 public:
  OnnxWhileOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<OnnxWhileArgs>(arguments())) {
    NETDEF_ENFORCE(args_.body != nullptr, "body net must be specified in ONNXWhile operator");
    NETDEF_ENFORCE(!(args_.save_scopes && args_.disable_scopes), "Cannot save scopes when disable_scopes=True");
    NETDEF_ENFORCE(InputSize() >= 2, "ONNXWhile takes a trip count and a condition, got ", InputSize(), " inputs");
    carried_ = args_.num_loop_carried_deps >= 0 ? args_.num_loop_carried_deps : InputSize() - 2;
    NETDEF_ENFORCE(carried_ <= InputSize() - 2 && carried_ <= OutputSize(), "ONNXWhile carries ", carried_,
                   " values, but has only ", InputSize() - 2, " inputs and ", OutputSize(), " outputs for them");
    NETDEF_ENFORCE(args_.body->external_input_size() >= 2 + carried_, "the body of ONNXWhile must declare ", 2 + carried_,
                   " external inputs (iteration, condition, carried values), got ", args_.body->external_input_size());
    NETDEF_ENFORCE(args_.body->external_output_size() >= 1 + OutputSize(),
                   "Body graph must have N+K outputs, where N is the number of loop-carried dependencies and K is the "
                   "number of scan outputs, besides the condition; got ", args_.body->external_output_size(),
                   " for an operator with ", OutputSize());
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    const int64_t trips = OneElement<int64_t>(Input<Tensor>(0), "trip count");
    bool go_on = OneElement<bool>(Input<Tensor>(1), "condition");
    saved_.clear();
    if (!frame_.net || args_.save_scopes) frame_ = MakeFrame();
    SetIteration(0, go_on);
    for (int64_t i = 0; i < carried_; ++i) Carried(i)->CopyFrom(Input<Tensor>(static_cast<int>(i) + 2));
    for (int64_t i = carried_; i < OutputSize(); ++i) Output<Tensor>(static_cast<int>(i))->Resize(Dims{0}, DType::kInt32);
    int64_t iteration = 0;
    for (; (!args_.has_trip_count || iteration < trips) && (!args_.has_cond || go_on); ++iteration) {
      if (!runs_.Run(frame_.net.get())) return false;
      go_on = OneElement<bool>(*BodyOutput(0), "condition");
      for (int64_t i = carried_; i < OutputSize(); ++i) {
        Append(*BodyOutput(i + 1), iteration, Output<Tensor>(static_cast<int>(i)));
      }
      CarryOver();
      SetIteration(iteration + 1, go_on);
    }
    for (int64_t i = 0; i < carried_; ++i) Output<Tensor>(static_cast<int>(i))->CopyFrom(*Carried(i));
    return true;
  }

 private:
  // Where the body runs.
  struct Frame {
    std::unique_ptr<Workspace> own;
    Workspace* ws = nullptr;
    std::unique_ptr<NetBase> net;
  };

  template <typename T>
  static T OneElement(const Tensor& t, const char* what) {
    NETDEF_ENFORCE_EQ(t.numel(), 1, "ONNXWhile: the ", what, " must have one element");
    return *t.data<T>();
  }

  Frame MakeFrame() {
    Frame frame;
    frame.ws = workspace();
    if (!args_.disable_scopes) {
      frame.own = std::make_unique<Workspace>(workspace(), std::unordered_map<std::string, std::string>());
      frame.ws = frame.own.get();
    }
    // These must be there when the operators are made.
    for (int i = 0; i < 2 + carried_; ++i) frame.ws->CreateBlob(args_.body->external_input(i));
    frame.net = CreateNet(args_.body, frame.ws);
    return frame;
  }
  Tensor* Carried(int64_t i) {
    return frame_.ws->CreateBlob(args_.body->external_input(static_cast<int>(i) + 2))->GetMutable<Tensor>();
  }
  const Tensor* BodyOutput(int64_t i) {
    const std::string& name = args_.body->external_output(static_cast<int>(i));
    const Blob* blob = frame_.ws->GetBlob(name);
    NETDEF_ENFORCE(blob != nullptr, "the body of ONNXWhile has no blob ", name);
    return &blob->Get<Tensor>();
  }
  void SetIteration(int64_t iteration, bool condition) {
    Tensor* i = frame_.ws->CreateBlob(args_.body->external_input(0))->GetMutable<Tensor>();
    i->Resize(Dims{}, DType::kInt64);
    *i->mutable_data<int64_t>() = iteration;
    Tensor* c = frame_.ws->CreateBlob(args_.body->external_input(1))->GetMutable<Tensor>();
    c->Resize(Dims{1}, DType::kBool);
    *c->mutable_data<bool>() = condition;
  }

  // All values are taken before any is set: an output of the body may be an input as well.
  void CarryOver() {
    carried_values_.resize(static_cast<size_t>(carried_));
    for (int64_t i = 0; i < carried_; ++i) carried_values_[static_cast<size_t>(i)].CopyFrom(*BodyOutput(i + 1));
    if (args_.save_scopes) {
      saved_.push_back(std::move(frame_));
      frame_ = MakeFrame();
    }
    for (int64_t i = 0; i < carried_; ++i) Carried(i)->CopyFrom(carried_values_[static_cast<size_t>(i)]);
  }

  // Puts the values of the iterations one after the other along their first axis.
  static void Append(const Tensor& value, int64_t iteration, Tensor* out) {
    Dims dims = value.dims();
    if (dims.empty()) dims = {1};
    const int64_t rows = dims[0];
    if (iteration == 0) {
      out->Resize(dims, value.dtype());
    } else {
      NETDEF_ENFORCE(out->dim() == static_cast<int>(dims.size()), "Size of scan output changed across iterations");
      dims[0] = out->dim(0);
      NETDEF_ENFORCE(dims == out->dims() && value.dtype() == out->dtype(), "Size of scan output changed across iterations");
      out->Extend(rows, 100.0f);
    }
    const int64_t n = value.numel(), before = out->numel() - n;
    if (value.dtype() == DType::kString) {
      std::copy_n(value.data<std::string>(), n, out->mutable_data<std::string>() + before);
    } else if (n > 0) {
      std::memcpy(static_cast<char*>(out->raw_mutable_data()) + out->nbytes() - value.nbytes(), value.raw_data(), value.nbytes());
    }
  }

  const OnnxWhileArgs args_;
  int64_t carried_ = 0;
  std::vector<Tensor> carried_values_;
  std::vector<Frame> saved_;
  Frame frame_;
  NestedRuns runs_;
};

OPERATOR_SCHEMA(ONNXWhile)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(0, OpSchema::kMany)
    .AllowInplace([](int, int) { return true; })
    .Args<OnnxWhileArgs>()
    .ShapeDependsOnData("the body writes the outputs, as often as trip count and condition want it")
    .SetDoc("Repeats a net, hands values from one iteration to the next and joins others along their first axis.\n\n"
            "After the [Loop of ONNX](https://onnx.ai/onnx/operators/onnx__Loop.html), which stacks them: that one is Loop of the domain `ai.onnx`.")
    .Differs("Single numbers give a vector; Caffe2 failed in the second iteration.")
    .Input(0, "max_trip_count", "Int64 tensor with one element: iterations at most.")
    .Input(1, "first_iter_condition", "Bool tensor with one element: whether to begin.");

REGISTER_CPU_OPERATOR(ONNXWhile, OnnxWhileOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ONNXWhile, "it serves inference, as in Caffe2; train with While");

}  // namespace
}  // namespace netdef
