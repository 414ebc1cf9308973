// RecurrentNetwork: runs a step net along the first axis of its input, with states handed on.
// RecurrentNetworkGradient: runs the backward step net from the last step to the first.
#include <algorithm>
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/math.h"
#include "ops/recurrent/_shared.h"

namespace netdef {
namespace {

Blob* FindBlob(Workspace* ws, const std::string& name) {
  Blob* blob = ws->GetBlob(name);
  if (blob == nullptr) throw Error("recurrent network: there is no blob " + name, ErrorKind::kNotFound).SetBlob(name);
  NETDEF_ENFORCE(blob->IsType<Tensor>(), "recurrent network: blob ", name, " is no tensor but ", blob->TypeName());
  return blob;
}

const Tensor& FindTensor(Workspace* ws, const std::string& name) { return FindBlob(ws, name)->Get<Tensor>(); }

void CheckIndices(const std::vector<int>& indices, int count, const char* what) {
  for (int i : indices) {
    NETDEF_ENFORCE(i >= 0 && i < count, "recurrent network: ", what, " ", i, " does not exist, there are ", count);
  }
}

void ResizeToZeros(Tensor* t, const Dims& dims) {
  t->Resize(dims, DType::kFloat);
  std::fill_n(t->mutable_data<float>(), t->numel(), 0.0f);
}

// --- forward

class RecurrentNetworkOp final : public OperatorBase {
 public:
  RecurrentNetworkOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<RecurrentArgs>(arguments())), steps_(StepNet(args_), args_.Links(), args_.timestep) {
    NETDEF_ENFORCE(InputSize() >= 1 && OutputSize() >= 1, "RecurrentNetwork needs an input and an output");
    NETDEF_ENFORCE_EQ(args_.recurrent_states.size(), args_.initial_recurrent_state_ids.size(),
                      "every state of RecurrentNetwork needs an initial value");
    CheckIndices(args_.initial_recurrent_state_ids, InputSize(), "input");
    NETDEF_ENFORCE(args_.alias_src.size() == args_.alias_dst.size() && args_.alias_src.size() == args_.alias_offset.size(),
                   "RecurrentNetwork: alias_src, alias_dst and alias_offset must be of one length");
    for (const std::string& state : args_.recurrent_states) ws->CreateBlob(state);
  }

  void Cancel() override { steps_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const Tensor& input = Input<Tensor>(0);
    NETDEF_ENFORCE(input.dim() >= 2, "the input of RecurrentNetwork must be of shape (steps, batch, ...), got [",
                   DimsString(input.dims()), "]");
    const int64_t steps = input.dim(0);
    for (size_t i = 0; i < args_.recurrent_states.size(); ++i) {
      InitState(args_.recurrent_states[i], Input<Tensor>(args_.initial_recurrent_state_ids[i]), steps, input.dim(1));
    }
    steps_.Begin([this](const std::string& name) { return FindBlob(workspace(), name); });
    ScratchWorkspaces* scratch = Scratch();
    const bool keep = args_.backward_step_net != nullptr;
    const int64_t by_turns = args_.enable_rnn_executor ? 4 : 2;
    for (int64_t t = 0; t < steps; ++t) {
      const auto slot = static_cast<size_t>(keep ? t : t % by_turns);
      if (slot >= scratch->steps.size()) scratch->steps.resize(slot + 1);
      std::unique_ptr<Workspace>& ws = scratch->steps[slot];
      if (!ws) ws = std::make_unique<Workspace>(scratch->shared.get());
      if (!steps_.Run(ws.get(), slot, t)) return false;
    }
    for (size_t i = 0; i < args_.alias_src.size(); ++i) SetAlias(i);
    return true;
  }

 private:
  static std::shared_ptr<NetDef> StepNet(const RecurrentArgs& args) {
    NETDEF_ENFORCE(args.step_net != nullptr, "RecurrentNetwork needs the argument step_net");
    return args.step_net;
  }

  // The first rows of a state are its initial value: one row for each sequence of the batch, one for
  // all, or several steps at once.
  // (By value: the initial value may be the state's own blob, which gets another shape.)
  void InitState(const std::string& name, const Tensor initial, int64_t steps, int64_t batch) {
    const Dims& dims = initial.dims();
    NETDEF_ENFORCE(!dims.empty() && dims.size() <= 3, "the initial value of state ", name,
                   " must have one to three dimensions, got [", DimsString(dims), "]");
    NETDEF_ENFORCE(dims.size() == 1 || dims[dims.size() - 2] == batch, "the initial value of state ", name, ", of shape [",
                   DimsString(dims), "], is not for a batch of ", batch);
    NETDEF_ENFORCE(initial.dtype() != DType::kString, "state ", name, " cannot hold strings");
    Tensor* state = workspace()->GetBlob(name)->GetMutable<Tensor>();
    const int64_t first = dims.size() == 3 ? dims[0] : 1;
    state->Resize(Dims{steps + first, batch, dims.back()}, initial.dtype());
    auto* to = static_cast<char*>(state->raw_mutable_data());
    const size_t bytes = initial.nbytes();
    const int64_t copies = dims.size() == 1 ? batch : 1;
    for (int64_t i = 0; i < copies && bytes > 0; ++i) {
      std::memmove(to + static_cast<size_t>(i) * bytes, initial.raw_data(), bytes);
    }
  }

  ScratchWorkspaces* Scratch() {
    auto* scratch = Output<ScratchWorkspaces>(OutputSize() - 1);
    if (!scratch->shared || scratch->parent != workspace()->id()) {
      *scratch = ScratchWorkspaces();
      scratch->parent = workspace()->id();
      scratch->shared = std::make_unique<Workspace>(workspace());
    }
    scratch->timestep = args_.timestep;
    scratch->numbered_timesteps = args_.enable_rnn_executor;
    for (const std::string& name : args_.recompute_blobs_on_backward) scratch->shared->CreateBlob(name);
    return scratch;
  }

  void SetAlias(size_t i) {
    const Tensor& state = FindTensor(workspace(), args_.alias_src[i]);
    Blob* out = workspace()->GetBlob(args_.alias_dst[i]);
    NETDEF_ENFORCE(out != nullptr, "RecurrentNetwork: there is no blob ", args_.alias_dst[i], " for a view of the states");
    NETDEF_ENFORCE(state.dim() >= 1, "RecurrentNetwork: ", args_.alias_src[i], " has no rows");
    const int64_t begin = args_.alias_offset[i] >= 0 ? args_.alias_offset[i] : state.dim(0) + args_.alias_offset[i];
    NETDEF_ENFORCE(begin >= 0 && state.dim(0) >= begin, "Invalid number of timesteps: ", state.dim(0) - begin);
    *out->GetMutable<Tensor>() = ViewRows(state, begin, state.dim(0) - begin);
  }

  const RecurrentArgs args_;
  StepRunner steps_;
};

// --- backward

class RecurrentNetworkGradientOp final : public OperatorBase {
 public:
  RecurrentNetworkGradientOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws),
        args_(ParseArgs<RecurrentArgs>(arguments())),
        grads_(static_cast<int>(args_.outputs_with_grads.size())),
        params_(MakeParams()),
        states_(MakeStates()),
        steps_(StepNet(), MakeLinks(), args_.timestep) {
    NETDEF_ENFORCE_EQ(args_.recurrent_states.size(), args_.initial_recurrent_state_ids.size(),
                      "every state of RecurrentNetworkGradient needs an initial value");
    CheckIndices(args_.initial_recurrent_state_ids, InputSize() - grads_ - 1, "input");
    NETDEF_ENFORCE_EQ(OutputSize(), static_cast<int>(1 + params_.size() + states_.size()),
                      "RecurrentNetworkGradient has one output for its input, one for each parameter and one for each state");
    for (const State& state : states_) ws->CreateBlob(state.grad);
  }

  void Cancel() override { steps_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const Tensor& input = Input<Tensor>(grads_);
    NETDEF_ENFORCE(input.dim() >= 2, "the input of RecurrentNetworkGradient must be of shape (steps, batch, ...), got [",
                   DimsString(input.dims()), "]");
    const int64_t steps = input.dim(0);
    const auto& scratch = Input<ScratchWorkspaces>(InputSize() - 1);
    NETDEF_ENFORCE(scratch.shared != nullptr && scratch.parent == workspace()->id() &&
                       static_cast<int64_t>(scratch.steps.size()) >= steps,
                   "RecurrentNetworkGradient of ", steps, " steps finds only ", scratch.steps.size(),
                   " steps of the forward run in this workspace");
    ResizeToZeros(OperatorBase::Output<Tensor>(0), input.dims());
    for (const Param& p : params_) ResizeToZeros(Output<Tensor>(p.output), Input<Tensor>(p.input).dims());
    for (const State& s : states_) InitState(s);
    ShareBlobs(scratch.shared.get());

    const std::string input_grad = Renamed(InputName(grads_) + "_grad");
    steps_.Begin([&](const std::string& name) {
      return name == input_grad ? OutputBlob(0) : FindBlob(workspace(), name);
    });
    for (int64_t t = steps - 1; t >= 0; --t) {
      Workspace* ws = scratch.steps[static_cast<size_t>(t)].get();
      NETDEF_ENFORCE(ws != nullptr, "step ", t, " has not run forward");
      for (const State& s : states_) AddExternalGradient(s, t);
      if (!steps_.Run(ws, static_cast<size_t>(t), t)) return false;
      for (const Param& p : params_) AddParamGradient(p, ws);
    }
    for (size_t i = 0; i < states_.size(); ++i) SetInitialGradient(i, input.dim(1));
    return true;
  }

 private:
  struct Param {
    int input, output;
    std::string grad, step_grad;  // names in the backward step net: as written, and as run
  };
  struct State {
    std::string state, grad;
    int all = -1, last = -1;  // inputs with the gradients of all steps and of the last; -1: none
  };

  // Blobs that a memory optimiser gave other names.
  std::string Renamed(const std::string& name) const {
    return arguments().HasSingle<std::string>(name + ".rename") ? arguments().Get<std::string>(name + ".rename", "") : name;
  }

  std::vector<Param> MakeParams() const {
    NETDEF_ENFORCE(args_.param_grads.empty() || args_.param_grads.size() == args_.param.size(),
                   "RecurrentNetworkGradient: param_grads must name a gradient for each parameter, got ",
                   args_.param_grads.size(), " for ", args_.param.size());
    CheckIndices(args_.param, InputSize() - grads_, "input");
    std::vector<Param> params;
    for (size_t i = 0; i < args_.param.size(); ++i) {
      const int output = static_cast<int>(i) + 1;
      NETDEF_ENFORCE(output < OutputSize(), "RecurrentNetworkGradient has no output for parameter ", i);
      const std::string grad = args_.param_grads.empty() ? OutputName(output) : Renamed(args_.param_grads[i]);
      params.push_back({args_.param[i] + grads_, output, grad, grad + "_tmpstep"});
    }
    return params;
  }

  std::vector<State> MakeStates() const {
    std::vector<State> states;
    NETDEF_ENFORCE_EQ(args_.alias_src.size(), args_.alias_offset.size(),
                      "RecurrentNetworkGradient: alias_src and alias_offset must be of one length");
    for (const std::string& name : args_.recurrent_states) {
      State state{name, Renamed(name + "_grad")};
      for (int k = 0; k < grads_; ++k) {
        // Output j of the forward operator is alias j.
        const int j = args_.outputs_with_grads[static_cast<size_t>(k)];
        if (j < 0 || static_cast<size_t>(j) >= args_.alias_src.size() || args_.alias_src[static_cast<size_t>(j)] != name) continue;
        const int64_t offset = args_.alias_offset[static_cast<size_t>(j)];
        NETDEF_ENFORCE(offset == 1 || offset == -1, "an output with a gradient must be all steps or the last one of a state, "
                       "so its alias_offset must be 1 or -1, got ", offset);
        (offset == 1 ? state.all : state.last) = k;
      }
      states.push_back(state);
    }
    return states;
  }

  // The net adds nothing up: what it gives as the gradient of a parameter is that of one step.
  std::shared_ptr<NetDef> StepNet() const {
    NETDEF_ENFORCE(args_.backward_step_net != nullptr, "RecurrentNetworkGradient needs the argument backward_step_net");
    const std::shared_ptr<NetDef>& net = args_.backward_step_net;
    for (const Param& p : params_) {
      const auto rename = [&](google::protobuf::RepeatedPtrField<std::string>* names) {
        for (std::string& name : *names) {
          if (name == p.grad) name = p.step_grad;
        }
      };
      for (OperatorDef& op : *net->mutable_op()) {
        rename(op.mutable_input());
        rename(op.mutable_output());
      }
      rename(net->mutable_external_output());
    }
    return net;
  }

  std::vector<StepLink> MakeLinks() const {
    std::vector<StepLink> links = args_.BackwardLinks();
    for (StepLink& link : links) link.external = Renamed(link.external);
    return links;
  }

  // The gradient of a state begins with what comes from outside for the last step.
  void InitState(const State& s) {
    const Tensor& state = FindTensor(workspace(), s.state);
    Tensor* grad = workspace()->GetBlob(s.grad)->GetMutable<Tensor>();
    NETDEF_ENFORCE(state.dim() == 3 && state.dim(0) >= 1, "state ", s.state, " must be of shape (steps, batch, size), got [",
                   DimsString(state.dims()), "]");
    ResizeToZeros(grad, state.dims());
    if (s.last >= 0) AddRows(Input<Tensor>(s.last), 0, Input<Tensor>(s.last).dim() > 0 ? Input<Tensor>(s.last).dim(0) : 0,
                             grad, grad->dim(0) - 1);
  }

  void AddExternalGradient(const State& s, int64_t t) {
    if (s.all >= 0) AddRows(Input<Tensor>(s.all), t, 1, workspace()->GetBlob(s.grad)->GetMutable<Tensor>(), t + 1);
  }

  static void AddRows(const Tensor& from, int64_t from_row, int64_t rows, Tensor* to, int64_t to_row) {
    const int64_t row = to->size_from_dim(1);
    NETDEF_ENFORCE(from.dim() >= 1 && from.dim(0) >= from_row + rows && from.size_from_dim(1) == row &&
                       to_row + rows <= to->dim(0),
                   "a gradient of shape [", DimsString(from.dims()), "] does not fit a state of shape [",
                   DimsString(to->dims()), "]");
    math::Axpy(rows * row, 1.0f, from.data<float>() + from_row * row, to->mutable_data<float>() + to_row * row);
  }

  // What the backward net writes is needed in its own step only, so all steps write to one place.
  void ShareBlobs(Workspace* shared) {
    for (const OperatorDef& op : args_.backward_step_net->op()) {
      for (const std::string& name : op.output()) shared->CreateBlob(name);
    }
  }

  void AddParamGradient(const Param& p, Workspace* ws) {
    const Tensor& step = FindTensor(ws, p.step_grad);
    Tensor* sum = Output<Tensor>(p.output);
    NETDEF_ENFORCE_EQ(step.numel(), sum->numel(), "a step's gradient of ", InputName(p.input), " has another size than it");
    math::Axpy(step.numel(), 1.0f, step.data<float>(), sum->mutable_data<float>());
  }

  void SetInitialGradient(size_t i, int64_t batch) {
    const Tensor& initial = Input<Tensor>(args_.initial_recurrent_state_ids[i] + grads_);
    const Tensor& grad = FindTensor(workspace(), states_[i].grad);
    Tensor* out = Output<Tensor>(static_cast<int>(i + 1 + params_.size()));
    if (initial.dim() >= 2) {
      *out = ViewRows(grad, 0, initial.dim() == 3 ? initial.dim(0) : 1);
      out->Reshape(initial.dims());
      return;
    }
    // One value stood for the whole batch.
    ResizeToZeros(out, initial.dims());
    NETDEF_ENFORCE_EQ(initial.numel(), grad.dim(2), "the initial value of ", states_[i].state, " has changed its size");
    for (int64_t b = 0; b < batch; ++b) {
      math::Axpy(initial.numel(), 1.0f, grad.data<float>() + b * initial.numel(), out->mutable_data<float>());
    }
  }

  const RecurrentArgs args_;
  const int grads_;  // inputs before those of the forward operator
  const std::vector<Param> params_;
  const std::vector<State> states_;
  StepRunner steps_;
};

class RecurrentNetworkGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    const auto params = Args().GetList<int>("param");
    const auto states = Args().GetList<int>("initial_recurrent_state_ids");
    const auto with_grads = Args().GetList<int>("outputs_with_grads");
    NETDEF_ENFORCE(!with_grads.empty(), "RecurrentNetwork: outputs_with_grads must name the outputs that have gradients");
    std::vector<std::string> inputs, outputs;
    CheckIndices(with_grads, OutputSize(), "output");
    for (int i : with_grads) inputs.push_back(GO(i));
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(I(i));
    for (int i = 0; i < OutputSize(); ++i) inputs.push_back(O(i));
    CheckIndices(params, InputSize(), "input");
    CheckIndices(states, InputSize(), "input");
    outputs.push_back(GI(0));
    for (int i : params) outputs.push_back(GI(i));
    for (int i : states) outputs.push_back(GI(i));
    return SingleGradientDef("RecurrentNetworkGradient", "", inputs, outputs);
  }
};

OPERATOR_SCHEMA(RecurrentNetwork)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(2, OpSchema::kMany)
    .Args<RecurrentArgs>()
    .ShapeDependsOnData("the outputs are views of the states, whose names the arguments hold; the last one is no tensor")
    .SetDoc("Runs a step net for each row of its first input, in order, and hands states from step to step.\n\n"
            "In step t the blobs of `link_internal` are rows of those of `link_external`: of the input, and of the states, "
            "where a step reads row t and writes row t + 1. The first rows of a state come from the input that "
            "`initial_recurrent_state_ids` names. All other blobs of a step are its own. The outputs are views of the "
            "states, and last a blob that keeps the steps for the gradient.")
    .Input(0, "input", "Tensor of shape (steps, batch, ...).");

OPERATOR_SCHEMA(RecurrentNetworkGradient)
    .Args<RecurrentArgs>()
    .ShapeDependsOnData("the outputs have the shapes of inputs whose positions the arguments hold")
    .SetDoc("Gradient of RecurrentNetwork: runs the backward step net from the last step to the first.\n\n"
            "Inputs: the gradients of the outputs in `outputs_with_grads`, then all inputs and outputs of the forward "
            "operator. Outputs: the gradients of its first input, of the parameters and of the initial values.");

REGISTER_CPU_OPERATOR(RecurrentNetwork, RecurrentNetworkOp);
REGISTER_CPU_OPERATOR(RecurrentNetworkGradient, RecurrentNetworkGradientOp);
REGISTER_GRADIENT(RecurrentNetwork, RecurrentNetworkGradientMaker);

}  // namespace
}  // namespace netdef
