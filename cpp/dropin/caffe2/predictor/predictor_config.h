#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "caffe2/core/tensor.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/caffe2_pb.h"

namespace caffe2 {

using PredictorParameters = std::map<std::string, std::shared_ptr<Blob>>;

// What a Predictor is made of.
struct PredictorConfig {
  std::shared_ptr<PredictorParameters> parameters;
  std::shared_ptr<NetDef> predict_net;
  std::vector<std::string> input_names, output_names, parameter_names;
  std::shared_ptr<Workspace> ws;
};

inline PredictorConfig makePredictorConfig(const NetDef& net, Workspace* parent = nullptr, int /*optimization*/ = 1) {
  PredictorConfig config;
  config.ws = std::make_shared<Workspace>(parent);
  config.predict_net = std::make_shared<NetDef>(net);
  config.input_names.assign(net.external_input().begin(), net.external_input().end());
  config.output_names.assign(net.external_output().begin(), net.external_output().end());
  return config;
}
// Runs the init net; what it fills is no input of a call by position.
inline PredictorConfig makePredictorConfig(const NetDef& init_net, const NetDef& run_net, Workspace* parent = nullptr,
                                           bool run_init = true, int optimization = 1) {
  PredictorConfig config = makePredictorConfig(run_net, parent, optimization);
  if (run_init) CAFFE_ENFORCE(config.ws->RunNetOnce(init_net), "Failed running the init net");
  for (const std::string& name : config.ws->Blobs()) {
    if (std::find(config.input_names.begin(), config.input_names.end(), name) != config.input_names.end()) config.parameter_names.push_back(name);
  }
  return config;
}

}  // namespace caffe2
