// Caffe2's Predictor in both spellings: run() over pointers to tensors (0.8), operator() over tensors (PyTorch 1.x).
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "caffe2/core/net.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/workspace.h"
#include "caffe2/predictor/predictor_config.h"
#include "caffe2/proto/caffe2_pb.h"

namespace caffe2 {

// A net with a workspace of its own. Outputs are the workspace's: valid until the next call. One call at a time;
// netdef::Predictor is for many at once.
class Predictor {
 public:
  using TensorVector = std::vector<TensorCPU*>;
  using TensorList = std::vector<TensorCPU>;
  using TensorMap = std::unordered_map<std::string, TensorCPU>;

  // Runs the init net and creates the other.
  Predictor(const NetDef& init_net, const NetDef& run_net, Workspace* parent = nullptr, bool run_init = true, int optimization = 1)
      : Predictor(makePredictorConfig(init_net, run_net, parent, run_init, optimization)) {}

  explicit Predictor(PredictorConfig config) : config_(std::move(config)) {
    for (const std::string& name : config_.predict_net->external_input()) {
      Blob* blob = config_.ws->CreateBlob(name);
      if (blob->empty()) blob->GetMutable<Tensor>();
    }
    NetDef net = *config_.predict_net;
    if (net.name().empty()) net.set_name("predict_net");
    name_ = net.name();
    CAFFE_ENFORCE(config_.ws->CreateNet(net) != nullptr, "Failed to create the net ", name_);
  }

  // Binds `inputs` to the first external inputs, without copying.
  bool run(const TensorVector& inputs, TensorVector* outputs) {
    CheckCount(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) *Input(def().external_input(static_cast<int>(i))) = *inputs[i];
    if (!config_.ws->RunNet(name_)) return false;
    outputs->clear();
    for (const std::string& name : def().external_output()) outputs->push_back(Output(name));
    return true;
  }
  bool run_map(const std::unordered_map<std::string, TensorCPU*>& inputs, TensorVector* outputs) {
    for (const auto& [name, tensor] : inputs) *Input(name) = *tensor;
    return run({}, outputs);
  }

  bool operator()(const TensorList& inputs, TensorList* outputs) {
    CheckCount(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) *Input(def().external_input(static_cast<int>(i))) = inputs[i];
    return RunInto(outputs);
  }
  bool operator()(const TensorMap& inputs, TensorList* outputs) {
    Bind(inputs);
    return RunInto(outputs);
  }
  bool operator()(const TensorMap& inputs, TensorMap* outputs) {
    Bind(inputs);
    if (!config_.ws->RunNet(name_)) return false;
    for (const std::string& name : def().external_output()) (*outputs)[name] = *Output(name);
    return true;
  }

  const NetDef& def() const { return *config_.predict_net; }
  Workspace* ws() { return config_.ws.get(); }
  const std::vector<std::string>& input_names() const { return config_.input_names; }
  const std::vector<std::string>& output_names() const { return config_.output_names; }

 private:
  void CheckCount(size_t inputs) const {
    CAFFE_ENFORCE_LE(inputs, static_cast<size_t>(def().external_input_size()), "the call has more inputs than the net");
  }
  Tensor* Input(const std::string& name) {
    Blob* blob = config_.ws->GetBlob(name);
    CAFFE_ENFORCE(blob != nullptr, "Blob does not exist: ", name);
    return blob->GetMutable<Tensor>();
  }
  Tensor* Output(const std::string& name) {
    Blob* blob = config_.ws->GetBlob(name);
    CAFFE_ENFORCE(blob != nullptr, "Blob does not exist: ", name);
    return blob->GetMutable<Tensor>();
  }
  void Bind(const TensorMap& inputs) {
    for (const auto& [name, tensor] : inputs) *Input(name) = tensor;
  }
  bool RunInto(TensorList* outputs) {
    if (!config_.ws->RunNet(name_)) return false;
    outputs->clear();
    for (const std::string& name : def().external_output()) outputs->push_back(*Output(name));
    return true;
  }

  PredictorConfig config_;
  std::string name_;
};

}  // namespace caffe2
