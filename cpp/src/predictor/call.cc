#include "predictor/call.h"

#include <utility>

namespace netdef {

Predictor::Call::Call(const Predictor& predictor, const std::vector<std::string>& names)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.program = predictor.program_.get();
  const Signature& signature = s.program->signature();
  for (const std::string& name : names) {
    if (!signature.IsInput(name) && s.program->Parameter(name) != nullptr) s.overridden.insert(name);
  }
  if (!signature.state.empty()) {
    NETDEF_ENFORCE(s.overridden.empty(), "the net carries state from run to run, so its parameter '",
                   *s.overridden.begin(), "' cannot be replaced for one call");
    s.turn = s.program->TakeTurn();
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
  const Signature& signature = s.program->signature();
  if (!signature.IsInput(input) && s.overridden.count(input) == 0) {
    std::string known;
    for (const PredictorInput& i : signature.inputs) known += (known.empty() ? "" : ", ") + i.name;
    throw Error(internal::Concat("Blob does not exist: ", input, " is no input of the net; its inputs are: ", known),
                ErrorKind::kNotFound)
        .SetBlob(input);
  }
  Tensor* tensor = s.frame->workspace.GetBlob(input)->GetMutable<Tensor>();
  *tensor = signature.written.count(input) != 0 ? value.Clone() : value;
  s.bound.insert(input);
}

void Predictor::Call::BindOutput(const std::string& output, const Tensor& memory) {
  State& s = *state_;
  // A net that runs as it is written may share the memory among its blobs; what it reads before it writes is an input.
  if (!s.program->RunsOptimised(s.overridden) || s.program->signature().written.count(output) == 0 || s.bound.count(output) != 0) return;
  Blob* blob = s.frame->workspace.GetBlob(output);
  if (blob == nullptr || (!blob->empty() && !blob->IsType<Tensor>())) return;
  *blob->GetMutable<Tensor>() = memory;
  s.bound_outputs.insert(output);
}

void Predictor::Call::Run() {
  State& s = *state_;
  const Signature& signature = s.program->signature();
  for (const PredictorInput& input : signature.inputs) {
    if (input.required && s.bound.count(input.name) == 0) signature.ThrowMissing(s.bound);
  }
  s.program->Run(s.frame.get(), s.watcher);
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
  const Signature& signature = state_->program->signature();
  const bool frames_own = signature.written.count(name) != 0 && signature.carried.count(name) == 0 && tensor->owns_data_alone();
  return frames_own ? std::exchange(*tensor, Tensor()) : tensor->Clone();
}

}  // namespace netdef
