#include "netdef/predictor.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/memory_budget.h"
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/memory.h"
#include "netdef/net.h"
#include "netdef/passes.h"
#include "netdef/workspace.h"
#include "predictor/frame.h"

namespace netdef {
namespace {

bool IsPlaceholder(const Blob* blob) {
  return blob != nullptr && blob->IsType<Tensor>() && blob->Get<Tensor>().numel() == 1;
}

}  // namespace

// What does not change after preparation, and the pool of frames.
class Predictor::Program {
 public:
  Program(const Model& model, const PredictorOptions& options)
      : net_(model.predict), facts_(AnalyzeNet(*net_)), tensor_bytes_(model.tensor_bytes), budget_(options.memory_limit) {
    const TensorLimitScope limit(tensor_bytes_);
    if (model.prepare) model.prepare(&parameters_);
    parameters_.RunNetOnce(*model.init);
    for (const auto& [name, value] : model.values) *parameters_.CreateBlob(name)->GetMutable<Tensor>() = value;
    for (const std::string& name : parameters_.Blobs()) parameter_names_.insert(name);
    parameters_share_ = budget_.Take(ParameterBytes(), "parameters");
    written_.insert(facts_.written.begin(), facts_.written.end());
    written_.insert(facts_.nested_written.begin(), facts_.nested_written.end());
    input_names_.assign(net_->external_input().begin(), net_->external_input().end());
    FindInputs();
    FindOutputs(model.outputs);
    FindState(model.values);
    std::unique_ptr<Frame> plain = MakePlainFrame({});  // faults of the net show now, not in the first call
    if (options.optimize && state_.empty()) {
      Optimise();
    } else {
      Release({}, std::move(plain));
    }
  }

  std::unique_ptr<Frame> Borrow(const std::set<std::string>& overridden) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto& idle = idle_[overridden];
      if (!idle.empty()) {
        std::unique_ptr<Frame> frame = std::move(idle.back());
        idle.pop_back();
        return frame;
      }
    }
    return plans_ && overridden.empty() ? std::make_unique<CompiledFrame>(&parameters_, Local({}), plans_.get())
                                        : MakePlainFrame(overridden);
  }

  void Release(const std::set<std::string>& overridden, std::unique_ptr<Frame> frame) {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_[overridden].push_back(std::move(frame));
  }

  void Trim() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (state_.empty()) idle_.clear();
    }
    if (plans_) plans_->Trim();
  }

  MemoryReport Memory() {
    MemoryReport report;
    report.parameters = ParameterBytes();
    if (subject_) report.packed = subject_->packed.bytes();
    std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& entry : idle_) {
      for (const auto& frame : entry.second) {
        report.frames += frame->bytes();
        ++report.frame_count;
      }
    }
    return report;
  }

  size_t ParameterBytes() const {
    size_t bytes = 0;
    for (const std::string& name : parameters_.LocalBlobs()) {
      const Blob* blob = parameters_.GetBlob(name);
      if (blob->IsType<Tensor>()) bytes += blob->Get<Tensor>().nbytes();
    }
    return bytes;
  }

  // Whether a call may ask for the blob: intermediate ones are gone where the net was optimised.
  bool IsKept(const std::string& name) const { return !plans_ || intermediate_.count(name) == 0; }

  bool IsInput(const std::string& name) const {
    return std::any_of(inputs_.begin(), inputs_.end(), [&](const PredictorInput& i) { return i.name == name; });
  }
  bool IsParameter(const std::string& name) const { return parameter_names_.count(name) != 0; }

  [[noreturn]] void ThrowMissing(const std::set<std::string>& bound) const {
    std::string text;
    for (const PredictorInput& input : inputs_) {
      if (!input.required || bound.count(input.name) != 0) continue;
      text += "\n  '" + input.name + "', read by operator " + std::to_string(input.op_index) + " (" + input.read_by + ")";
      if (input.placeholder) text += "; the init net holds only a placeholder for it";
    }
    throw Error("the call lacks these inputs:" + text, ErrorKind::kNotFound).SetNet(net_->name(), -1);
  }

  const NetDefPtr net_;
  NetDefPtr optimised_;  // nullptr: the net runs as it is written
  std::vector<PassReport> passes_;
  const NetFacts facts_;
  const uint64_t tensor_bytes_;  // no tensor of a run may be larger
  MemoryBudget budget_;          // before all that takes of it
  MemoryBudget::Share parameters_share_;
  Workspace parameters_;
  std::set<std::string> parameter_names_, written_;
  std::set<std::string> carried_;  // blobs that hold state; they live among the parameters
  std::vector<PredictorInput> inputs_;
  std::vector<std::string> input_names_, output_names_, state_;
  std::mutex turns_;  // held by a call on a net with state

 private:
  std::set<std::string> Local(const std::set<std::string>& overridden) const {
    std::set<std::string> local = written_;
    for (const PredictorInput& input : inputs_) local.insert(input.name);
    local.insert(overridden.begin(), overridden.end());
    for (const std::string& name : carried_) local.erase(name);
    if (optimised_ && overridden.empty()) {
      for (const caffe2::OperatorDef& op : optimised_->op()) local.insert(op.output().begin(), op.output().end());
      local.erase("");  // what is left out has no name
      // What passes computed once is a parameter now.
      for (const caffe2::OperatorDef& op : optimised_->op()) {
        for (const std::string& name : op.input()) {
          if (parameters_.HasBlob(name) && !IsInput(name)) local.erase(name);
        }
      }
    }
    return local;
  }

  std::unique_ptr<Frame> MakePlainFrame(const std::set<std::string>& overridden) {
    return std::make_unique<PlainFrame>(&parameters_, Local(overridden), net_);
  }

  void Optimise() {
    auto net = std::make_shared<caffe2::NetDef>(*net_);
    std::vector<std::string> inputs;
    for (const PredictorInput& input : inputs_) inputs.push_back(input.name);
    passes_ = netdef::Optimize(net.get(), &parameters_, inputs, output_names_);
    optimised_ = std::move(net);
    subject_ = std::make_unique<compile::Subject>(optimised_, &parameters_, std::set<std::string>(output_names_.begin(), output_names_.end()), &budget_);
    plans_ = std::make_unique<Plans>(*subject_);
    intermediate_ = written_;
    for (const std::string& name : output_names_) intermediate_.erase(name);
  }

  void AddInput(const std::string& name, bool placeholder) {
    if (IsInput(name)) return;
    PredictorInput input;
    input.name = name;
    input.placeholder = placeholder;
    const auto readers = facts_.readers.find(name);
    input.required = readers != facts_.readers.end();
    if (input.required) {
      input.op_index = readers->second.front();
      input.read_by = net_->op(input.op_index).type();
    }
    inputs_.push_back(std::move(input));
  }

  void FindInputs() {
    // Exporters for phones declare the true inputs first and fill each with a single element. Where an input comes unfilled
    // before them, single elements are parameters like others.
    bool leading = true;
    for (const std::string& name : input_names_) {
      leading = leading && IsParameter(name) && IsPlaceholder(parameters_.GetBlob(name));
      if (leading || !IsParameter(name)) AddInput(name, IsParameter(name));
    }
    for (const std::string& name : facts_.inputs) {
      if (!IsParameter(name)) AddInput(name, false);
    }
  }

  void FindOutputs(const std::vector<std::string>& listed) {
    output_names_ = listed;
    if (listed.empty()) output_names_.assign(net_->external_output().begin(), net_->external_output().end());
    if (!output_names_.empty()) return;
    std::set<std::string> read;
    for (const caffe2::OperatorDef& op : net_->op()) read.insert(op.input().begin(), op.input().end());
    for (const std::string& name : facts_.written) {
      if (read.count(name) == 0) output_names_.push_back(name);
    }
  }

  void FindState(const std::map<std::string, Tensor>& values) {
    for (const std::string& name : facts_.rewritten) {
      if (IsInput(name)) continue;  // every call supplies it anew
      carried_.insert(name);
      state_.push_back("blob " + name);
      const auto given = values.find(name);
      if (given != values.end()) *parameters_.GetBlob(name)->GetMutable<Tensor>() = given->second.Clone();  // that of the caller stays
    }
    if (facts_.stateful_operators) state_.push_back("operators");
  }

  std::unique_ptr<compile::Subject> subject_;
  std::unique_ptr<Plans> plans_;
  std::set<std::string> intermediate_;
  std::mutex mutex_;
  std::map<std::set<std::string>, std::vector<std::unique_ptr<Frame>>> idle_;  // by overridden parameters
};

Predictor::Predictor(const caffe2::NetDef& init_net, const caffe2::NetDef& predict_net, const PredictorOptions& options)
    : Predictor(std::make_shared<caffe2::NetDef>(init_net), std::make_shared<caffe2::NetDef>(predict_net), options) {}

Predictor::Predictor(std::shared_ptr<const caffe2::NetDef> init_net, std::shared_ptr<const caffe2::NetDef> predict_net,
                     const PredictorOptions& options)
    : Predictor([&] {
        Model model;
        model.init = std::move(init_net);
        model.predict = std::move(predict_net);
        return model;
      }(), options) {}

Predictor::Predictor(const Model& model, const PredictorOptions& options) : program_(std::make_unique<Program>(model, options)) {}

Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

const std::vector<PredictorInput>& Predictor::inputs() const { return program_->inputs_; }
const std::vector<std::string>& Predictor::input_names() const { return program_->input_names_; }
const std::vector<std::string>& Predictor::output_names() const { return program_->output_names_; }
const std::vector<std::string>& Predictor::state() const { return program_->state_; }
const caffe2::NetDef& Predictor::net() const { return program_->optimised_ ? *program_->optimised_ : *program_->net_; }
const caffe2::NetDef& Predictor::source_net() const { return *program_->net_; }
const std::vector<PassReport>& Predictor::passes() const { return program_->passes_; }
MemoryReport Predictor::Memory() const { return program_->Memory(); }
void Predictor::Trim() { program_->Trim(); }

const Blob* Predictor::parameter(const std::string& name) const {
  return program_->IsParameter(name) ? program_->parameters_.GetBlob(name) : nullptr;
}

std::vector<std::string> Predictor::parameter_names() const {
  return {program_->parameter_names_.begin(), program_->parameter_names_.end()};
}

// --- Call

struct Predictor::Call::State {
  Program* program;
  std::unique_lock<std::mutex> turn;
  std::set<std::string> overridden;
  std::unique_ptr<Frame> frame;
  std::set<std::string> bound, bound_outputs;
  compile::StepWatcher* watcher = nullptr;
};

Predictor::Call::Call(const Predictor& predictor, const std::vector<std::string>& names)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.program = predictor.program_.get();
  for (const std::string& name : names) {
    if (!s.program->IsInput(name) && s.program->IsParameter(name)) s.overridden.insert(name);
  }
  if (!s.program->state_.empty()) {
    NETDEF_ENFORCE(s.overridden.empty(), "the net carries state from run to run, so its parameter '",
                   *s.overridden.begin(), "' cannot be replaced for one call");
    s.turn = std::unique_lock<std::mutex>(s.program->turns_);
  }
  s.frame = s.program->Borrow(s.overridden);
}

Predictor::Call::~Call() {
  // Inputs, and the outputs' places, are the caller's memory and this call's only.
  for (const auto* names : {&state_->bound, &state_->bound_outputs}) {
    for (const std::string& name : *names) *state_->frame->workspace.GetBlob(name)->GetMutable<Tensor>() = Tensor();
  }
  state_->program->Release(state_->overridden, std::move(state_->frame));
}

void Predictor::Call::Bind(const std::string& input, const Tensor& value) {
  State& s = *state_;
  if (!s.program->IsInput(input) && s.overridden.count(input) == 0) {
    std::string known;
    for (const PredictorInput& i : s.program->inputs_) known += (known.empty() ? "" : ", ") + i.name;
    throw Error(internal::Concat("Blob does not exist: ", input, " is no input of the net; its inputs are: ", known),
                ErrorKind::kNotFound)
        .SetBlob(input);
  }
  Tensor* tensor = s.frame->workspace.GetBlob(input)->GetMutable<Tensor>();
  *tensor = s.program->written_.count(input) != 0 ? value.Clone() : value;
  s.bound.insert(input);
}

void Predictor::Call::BindOutput(const std::string& output, const Tensor& memory) {
  State& s = *state_;
  // A net that runs as it is written may share the memory among its blobs; what it reads before it writes is an input.
  if (!s.program->optimised_ || !s.overridden.empty() || s.program->written_.count(output) == 0 || s.bound.count(output) != 0) return;
  Blob* blob = s.frame->workspace.GetBlob(output);
  if (blob == nullptr || (!blob->empty() && !blob->IsType<Tensor>())) return;
  *blob->GetMutable<Tensor>() = memory;
  s.bound_outputs.insert(output);
}

void Predictor::Call::Run() {
  State& s = *state_;
  for (const PredictorInput& input : s.program->inputs_) {
    if (input.required && s.bound.count(input.name) == 0) s.program->ThrowMissing(s.bound);
  }
  const TensorLimitScope limit(s.program->tensor_bytes_);
  s.frame->Run(s.watcher);
  s.frame->Charge(&s.program->budget_, s.program->output_names_);
}

const Blob& Predictor::Call::Output(const std::string& name) const {
  const Blob* blob = state_->frame->workspace.GetBlob(name);
  if (blob == nullptr) NETDEF_THROW_KIND(kNotFound, "the net has no output '", name, "'");
  if (!state_->program->IsKept(name)) {
    NETDEF_THROW_KIND(kNotFound, "the prepared net keeps its outputs only, '", name, "' is none; prepare it with optimize=False to see all blobs");
  }
  return *blob;
}

Tensor Predictor::Call::TakeOutput(const std::string& name) {
  Output(name);
  Blob* blob = state_->frame->workspace.GetBlob(name);
  if (blob->empty()) return Tensor();
  NETDEF_ENFORCE(blob->IsType<Tensor>(), "Blob is not a CPU Tensor: ", name, " (it holds ", blob->TypeName(), ")");
  Tensor* tensor = blob->GetMutable<Tensor>();
  const Program& program = *state_->program;
  const bool frames_own = program.written_.count(name) != 0 && program.carried_.count(name) == 0 && tensor->owns_data_alone();
  return frames_own ? std::exchange(*tensor, Tensor()) : tensor->Clone();
}

// --- profile

namespace {

class StepTimes final : public compile::StepWatcher {
 public:
  void Before(const compile::PlanStep&) override { start_ = Clock::now(); }
  void After(const compile::PlanStep& step) override {
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
    const auto [it, first] = index_.emplace(&step, steps_.size());
    if (first) steps_.push_back({&step, {}});
    steps_[it->second].second.push_back(ms);
  }
  void Forget() {
    for (auto& entry : steps_) entry.second.clear();
  }

  std::vector<StepProfile> Rows(const caffe2::NetDef& net) const {
    std::vector<StepProfile> rows;
    for (auto [step, times] : steps_) {
      if (times.empty()) continue;
      std::sort(times.begin(), times.end());
      StepProfile row;
      row.op = step->op;
      row.type = step->what;
      row.output = step->op >= 0 && net.op(step->op).output_size() > 0 ? net.op(step->op).output(0) : "";
      row.implementation = step->kernel ? step->kernel->implementation() : "operator";
      row.milliseconds = times[times.size() / 2];
      row.flops = step->flops;
      row.bytes = step->bytes;
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  std::unordered_map<const compile::PlanStep*, size_t> index_;
  std::vector<std::pair<const compile::PlanStep*, std::vector<double>>> steps_;  // in the order they ran
};

}  // namespace

std::vector<StepProfile> Predictor::Profile(const TensorMap& inputs, int runs) const {
  NETDEF_ENFORCE(runs > 0, "a profile needs at least one run, got ", runs);
  std::vector<std::string> names;
  for (const auto& entry : inputs) names.push_back(entry.first);
  Call call(*this, names);
  for (const auto& [name, value] : inputs) call.Bind(name, value);
  StepTimes times;
  call.state_->watcher = &times;
  call.Run();
  times.Forget();  // the first run prepares
  for (int i = 0; i < runs; ++i) call.Run();
  return times.Rows(net());
}

// --- whole calls

TensorMap Predictor::Run(const TensorMap& inputs) const {
  std::vector<std::string> names;
  for (const auto& entry : inputs) names.push_back(entry.first);
  Call call(*this, names);
  for (const auto& [name, value] : inputs) call.Bind(name, value);
  call.Run();
  TensorMap outputs;
  for (const std::string& name : output_names()) outputs[name] = call.TakeOutput(name);
  return outputs;
}

std::vector<Tensor> Predictor::Run(const std::vector<Tensor>& inputs) const {
  NETDEF_ENFORCE_LE(inputs.size(), input_names().size(), "the call has more inputs than the net");
  TensorMap named;
  for (size_t i = 0; i < inputs.size(); ++i) named[input_names()[i]] = inputs[i];
  TensorMap outputs = Run(named);
  std::vector<Tensor> list;
  for (const std::string& name : output_names()) list.push_back(std::move(outputs[name]));
  return list;
}

}  // namespace netdef
