#include "predictor/program.h"

#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/memory.h"
#include "netdef/passes.h"

namespace netdef {

Predictor::Program::Program(const Model& model, const PredictorOptions& options)
    : net_(model.predict), tensor_bytes_(model.tensor_bytes), budget_(options.memory_limit) {
  const TensorLimitScope limit(tensor_bytes_);
  Fill(model);
  parameters_share_ = budget_.Take(ParameterBytes(), "parameters");
  signature_ = std::make_unique<Signature>(*net_, parameters_, model.outputs);
  for (const std::string& name : signature_->carried) {  // the values that came with the model stay the caller's
    const auto given = model.values.find(name);
    if (given != model.values.end()) *parameters_.GetBlob(name)->GetMutable<Tensor>() = given->second.Clone();
  }
  std::unique_ptr<Frame> plain = MakePlainFrame({});  // faults of the net show now, not in the first call
  if (options.optimize && signature_->state.empty()) {
    Optimise();
  } else {
    Release({}, std::move(plain));
  }
}

void Predictor::Program::Fill(const Model& model) {
  if (model.prepare) model.prepare(&parameters_);
  parameters_.RunNetOnce(*model.init);
  for (const auto& [name, value] : model.values) *parameters_.CreateBlob(name)->GetMutable<Tensor>() = value;
  for (const std::string& name : parameters_.Blobs()) parameter_names_.insert(name);
}

void Predictor::Program::Optimise() {
  auto net = std::make_shared<caffe2::NetDef>(*net_);
  std::vector<std::string> inputs;
  for (const PredictorInput& input : signature_->inputs) inputs.push_back(input.name);
  const std::vector<std::string>& outputs = signature_->output_names;
  passes_ = netdef::Optimize(net.get(), &parameters_, inputs, outputs);
  optimised_ = std::move(net);
  subject_ = std::make_unique<compile::Subject>(optimised_, &parameters_, std::set<std::string>(outputs.begin(), outputs.end()), &budget_);
  plans_ = std::make_unique<Plans>(*subject_);
  intermediate_ = signature_->written;
  for (const std::string& name : outputs) intermediate_.erase(name);
}

const Blob* Predictor::Program::Parameter(const std::string& name) const {
  return parameter_names_.count(name) != 0 ? parameters_.GetBlob(name) : nullptr;
}

// --- frames

std::set<std::string> Predictor::Program::Local(const std::set<std::string>& overridden) const {
  std::set<std::string> local = signature_->written;
  for (const PredictorInput& input : signature_->inputs) local.insert(input.name);
  local.insert(overridden.begin(), overridden.end());
  for (const std::string& name : signature_->carried) local.erase(name);
  if (RunsOptimised(overridden)) {
    for (const caffe2::OperatorDef& op : optimised_->op()) local.insert(op.output().begin(), op.output().end());
    local.erase("");  // what is left out has no name
    // What passes computed once is a parameter now.
    for (const caffe2::OperatorDef& op : optimised_->op()) {
      for (const std::string& name : op.input()) {
        if (parameters_.HasBlob(name) && !signature_->IsInput(name)) local.erase(name);
      }
    }
  }
  return local;
}

std::unique_ptr<Frame> Predictor::Program::MakePlainFrame(const std::set<std::string>& overridden) {
  return std::make_unique<PlainFrame>(&parameters_, Local(overridden), net_);
}

std::unique_ptr<Frame> Predictor::Program::Borrow(const std::set<std::string>& overridden) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    auto& idle = idle_[overridden];
    if (!idle.empty()) {
      std::unique_ptr<Frame> frame = std::move(idle.back());
      idle.pop_back();
      return frame;
    }
  }
  return RunsOptimised(overridden) ? std::make_unique<CompiledFrame>(&parameters_, Local({}), plans_.get()) : MakePlainFrame(overridden);
}

void Predictor::Program::Release(const std::set<std::string>& overridden, std::unique_ptr<Frame> frame) {
  std::lock_guard<std::mutex> lock(mutex_);
  idle_[overridden].push_back(std::move(frame));
}

void Predictor::Program::Run(Frame* frame, compile::StepWatcher* watcher) {
  const TensorLimitScope limit(tensor_bytes_);
  frame->Run(watcher);
  frame->Charge(&budget_, signature_->output_names);
}

// --- memory

size_t Predictor::Program::ParameterBytes() const {
  size_t bytes = 0;
  for (const std::string& name : parameters_.LocalBlobs()) {
    const Blob* blob = parameters_.GetBlob(name);
    if (blob->IsType<Tensor>()) bytes += blob->Get<Tensor>().nbytes();
  }
  return bytes;
}

MemoryReport Predictor::Program::Memory() {
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

void Predictor::Program::Trim() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (signature_->state.empty()) idle_.clear();
  }
  if (plans_) plans_->Trim();
}

}  // namespace netdef
