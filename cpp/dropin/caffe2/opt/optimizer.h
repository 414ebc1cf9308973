// Nets with less work for the same outputs.
#pragma once

#include <string>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/passes.h"

namespace caffe2 {
namespace opt {

// `ws` holds the parameters, and gets those that are computed from them. A net that has state or declares no outputs stays
// as it is. The result runs through netdef only.
inline NetDef optimize(NetDef net, Workspace* ws, int level = 1) {
  const netdef::NetFacts facts = netdef::AnalyzeNet(net);
  if (level == 0 || net.external_output_size() == 0 || facts.stateful_operators || !facts.rewritten.empty()) return net;
  vector<string> inputs;
  for (const string& name : facts.inputs) {
    const Blob* blob = ws->GetBlob(name);
    if (blob == nullptr || !blob->IsType<TensorCPU>()) inputs.push_back(name);
  }
  netdef::Optimize(&net, ws, inputs, vector<string>(net.external_output().begin(), net.external_output().end()));
  return net;
}
inline NetDef optimize(NetDef net, int level = 1) {
  Workspace nothing;
  return optimize(std::move(net), &nothing, level);
}

}  // namespace opt
}  // namespace caffe2
