#include "netdef/predictor.h"

#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "predictor/program.h"

namespace netdef {

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

const std::vector<PredictorInput>& Predictor::inputs() const { return program_->signature().inputs; }
const std::vector<std::string>& Predictor::input_names() const { return program_->signature().input_names; }
const std::vector<std::string>& Predictor::output_names() const { return program_->signature().output_names; }
const std::vector<std::string>& Predictor::state() const { return program_->signature().state; }
const caffe2::NetDef& Predictor::net() const { return program_->net(); }
const caffe2::NetDef& Predictor::source_net() const { return program_->source_net(); }
const std::vector<PassReport>& Predictor::passes() const { return program_->passes(); }
const Blob* Predictor::parameter(const std::string& name) const { return program_->Parameter(name); }
MemoryReport Predictor::Memory() const { return program_->Memory(); }
void Predictor::Trim() { program_->Trim(); }

std::vector<std::string> Predictor::parameter_names() const {
  return {program_->parameter_names().begin(), program_->parameter_names().end()};
}

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
