// Caffe2's Predictor in both spellings: run() over pointers to tensors (0.8), operator() over tensors (PyTorch 1.x).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "caffe2/core/net.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/workspace.h"
#include "caffe2/predictor/predictor_config.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/predictor.h"

namespace caffe2 {

// A net with a workspace of its own. Outputs that run() points to are valid until the next call. One call at a time;
// netdef::Predictor is for many at once.
//
// Calls run the prepared net of netdef::Predictor as long as nobody can tell the difference: until ws() is asked for, or a
// call gives fewer inputs than the net needs, so that those of the last call must serve. From then on, and for nets with
// state or in a parent's workspace, the net runs in the workspace as it is written.
class Predictor {
 public:
  using TensorVector = std::vector<TensorCPU*>;
  using TensorList = std::vector<TensorCPU>;
  using TensorMap = std::unordered_map<std::string, TensorCPU>;

  // Runs the init net and creates the other.
  Predictor(const NetDef& init_net, const NetDef& run_net, Workspace* parent = nullptr, bool run_init = true, int optimization = 1)
      : Predictor(makePredictorConfig(init_net, run_net, parent, run_init, optimization)) {}

  explicit Predictor(PredictorConfig config) : config_(std::move(config)) {
    Prepare();
    for (const std::string& name : def().external_input()) {
      Blob* blob = config_.ws->CreateBlob(name);
      if (blob->empty()) blob->GetMutable<TensorCPU>();
    }
    NetDef net = def();
    if (net.name().empty()) net.set_name("predict_net");
    name_ = net.name();
    CAFFE_ENFORCE(config_.ws->CreateNet(net) != nullptr, "Failed to create the net ", name_);
  }

  // Binds `inputs` to the first external inputs, without copying.
  bool run(const TensorVector& inputs, TensorVector* outputs) {
    CheckCount(inputs.size());
    NamedTensors named;
    for (size_t i = 0; i < inputs.size(); ++i) named.emplace(def().external_input(static_cast<int>(i)), *inputs[i]);
    return RunInto(named, outputs);
  }
  bool run_map(const std::unordered_map<std::string, TensorCPU*>& inputs, TensorVector* outputs) {
    NamedTensors named;
    for (const auto& input : inputs) named.emplace(input.first, *input.second);
    return RunInto(named, outputs);
  }
  bool run_map_outputs(const std::unordered_map<std::string, TensorCPU*>& inputs, std::unordered_map<std::string, TensorCPU*>* outputs) {
    TensorVector list;
    if (!run_map(inputs, &list)) return false;
    for (size_t i = 0; i < list.size(); ++i) (*outputs)[def().external_output(static_cast<int>(i))] = list[i];
    return true;
  }

  bool operator()(const TensorList& inputs, TensorList* outputs) {
    CheckCount(inputs.size());
    NamedTensors named;
    for (size_t i = 0; i < inputs.size(); ++i) named.emplace(def().external_input(static_cast<int>(i)), inputs[i]);
    return RunInto(named, outputs);
  }
  bool operator()(const TensorMap& inputs, TensorList* outputs) { return RunInto({inputs.begin(), inputs.end()}, outputs); }
  bool operator()(const TensorMap& inputs, TensorMap* outputs) {
    TensorVector list;
    if (!RunInto({inputs.begin(), inputs.end()}, &list)) return false;
    for (size_t i = 0; i < list.size(); ++i) (*outputs)[def().external_output(static_cast<int>(i))] = *list[i];
    return true;
  }

  const NetDef& def() const { return *config_.predict_net; }
  // With the blobs of the last call.
  Workspace* ws() {
    if (prepared_ != nullptr) {
      prepared_ = nullptr;
      // The prepared net kept its outputs only: the last call once more, where all blobs can be seen.
      if (!outputs_.empty()) CAFFE_ENFORCE(config_.ws->RunNet(name_), "Failed to run the net ", name_);
    }
    return config_.ws.get();
  }
  const std::vector<std::string>& input_names() const { return config_.input_names; }
  const std::vector<std::string>& output_names() const { return config_.output_names; }

 private:
  using NamedTensors = std::map<std::string, TensorCPU>;

  void Prepare() {
    if (config_.optimization == 0 || config_.ws->parent() != nullptr) return;
    netdef::Model model;
    model.init = std::make_shared<NetDef>();
    model.predict = config_.predict_net;
    model.prepare = [this](netdef::Workspace* workspace) {
      for (const std::string& name : config_.ws->Blobs()) {
        const Blob& blob = *config_.ws->GetBlob(name);
        if (blob.IsType<netdef::Int8Tensor>()) *workspace->CreateBlob(name)->GetMutable<netdef::Int8Tensor>() = blob.Get<netdef::Int8Tensor>();
        if (blob.IsType<TensorCPU>() && blob.Get<TensorCPU>().has_storage()) *workspace->CreateBlob(name)->GetMutable<netdef::Tensor>() = blob.Get<TensorCPU>();
      }
    };
    for (const std::string& name : config_.ws->Blobs()) {
      const Blob& blob = *config_.ws->GetBlob(name);
      if (!blob.empty() && !blob.IsType<TensorCPU>() && !blob.IsType<netdef::Int8Tensor>()) return;  // parameters that cannot be shared
    }
    auto prepared = std::make_unique<netdef::Predictor>(model);
    if (prepared->state().empty()) prepared_ = std::move(prepared);
  }

  bool IsComplete(const NamedTensors& inputs) const {
    for (const netdef::PredictorInput& input : prepared_->inputs()) {
      if (input.required && inputs.count(input.name) == 0) return false;
    }
    return true;
  }

  void CheckCount(size_t inputs) const {
    CAFFE_ENFORCE_LE(inputs, static_cast<size_t>(def().external_input_size()), "the call has more inputs than the net");
  }
  TensorCPU* TensorOf(const std::string& name) {
    Blob* blob = config_.ws->GetBlob(name);
    CAFFE_ENFORCE(blob != nullptr, "Blob does not exist: ", name);
    return blob->GetMutable<TensorCPU>();
  }

  bool RunInto(const NamedTensors& inputs, TensorVector* outputs) {
    for (const auto& input : inputs) *TensorOf(input.first) = input.second;
    if (prepared_ != nullptr && !IsComplete(inputs)) prepared_ = nullptr;
    if (prepared_ != nullptr) {
      netdef::TensorMap results = prepared_->Run(netdef::TensorMap(inputs.begin(), inputs.end()));
      for (const std::string& name : def().external_output()) outputs_[name] = results[name];
    } else if (!config_.ws->RunNet(name_)) {
      return false;
    }
    outputs->clear();
    for (const std::string& name : def().external_output()) outputs->push_back(prepared_ != nullptr ? &outputs_[name] : TensorOf(name));
    return true;
  }
  bool RunInto(const NamedTensors& inputs, TensorList* outputs) {
    TensorVector list;
    if (!RunInto(inputs, &list)) return false;
    outputs->clear();
    for (const TensorCPU* tensor : list) outputs->push_back(*tensor);
    return true;
  }

  PredictorConfig config_;
  std::string name_;
  std::unique_ptr<netdef::Predictor> prepared_;
  NamedTensors outputs_;  // of the last prepared call
};

}  // namespace caffe2
