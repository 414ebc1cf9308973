// What a Predictor is made of.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "caffe2/core/tensor.h"
#include "caffe2/core/workspace.h"
#include "caffe2/predictor/predictor_utils.h"
#include "caffe2/proto/caffe2_pb.h"

namespace caffe2 {

using PredictorParameters = std::map<std::string, std::shared_ptr<Blob>>;

struct PredictorConfig {
  std::shared_ptr<PredictorParameters> parameters;
  std::shared_ptr<NetDef> predict_net;
  std::vector<std::string> input_names, output_names, parameter_names;
  std::shared_ptr<Workspace> ws;
  int optimization = 1;  // 0: the net runs as it is written
};

inline PredictorConfig makePredictorConfig(const NetDef& net, Workspace* parent = nullptr, int optimization = 1) {
  PredictorConfig config;
  config.ws = std::make_shared<Workspace>(parent);
  config.predict_net = std::make_shared<NetDef>(net);
  config.input_names.assign(net.external_input().begin(), net.external_input().end());
  config.output_names.assign(net.external_output().begin(), net.external_output().end());
  config.optimization = optimization;
  return config;
}
// Runs the init net; what it fills are the parameters.
inline PredictorConfig makePredictorConfig(const NetDef& init_net, const NetDef& run_net, Workspace* parent = nullptr,
                                           bool run_init = true, int optimization = 1) {
  PredictorConfig config = makePredictorConfig(run_net, parent, optimization);
  if (run_init) CAFFE_ENFORCE(config.ws->RunNetOnce(init_net), "Failed running the init net");
  for (const std::string& name : config.ws->Blobs()) {
    if (std::find(config.input_names.begin(), config.input_names.end(), name) != config.input_names.end()) config.parameter_names.push_back(name);
  }
  return config;
}
// The nets and blob lists of an exported model.
inline PredictorConfig makePredictorConfig(const MetaNetDef& net, Workspace* parent = nullptr, bool run_init = true) {
  const PredictorConsts& names = PredictorConsts::default_instance();
  PredictorConfig config = makePredictorConfig(predictor_utils::getNet(net, names.predict_init_net_type()),
                                               predictor_utils::getNet(net, names.predict_net_type()), parent, run_init);
  const auto list = [&](const std::string& name) {
    const auto& blobs = predictor_utils::getBlobs(net, name);
    return std::vector<std::string>(blobs.begin(), blobs.end());
  };
  config.input_names = list(names.inputs_blob_type());
  config.output_names = list(names.outputs_blob_type());
  config.parameter_names = list(names.parameters_blob_type());
  return config;
}

}  // namespace caffe2
