// From files or bytes to the nets of a model: finds the pair, tells init from predict net, opens
// exported databases, reports every fault at once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "netdef/export.h"
#include "netdef/limits.h"
#include "netdef/schema.h"
#include "netdef/tensor.h"

namespace caffe2 {
class NetDef;
class OperatorDef;
}  // namespace caffe2

namespace netdef {

class Workspace;

struct LoadOptions {
  Limits limits;
  // Operators with side effects (files, network, Python) that the model may use: types, effects
  // ("reads files"), or "*". What the loader itself opens needs no permission.
  std::vector<std::string> allow;
  bool keep_devices = false;  // otherwise nets exported for a GPU are moved to the CPU
  bool verify = true;         // throw for faults; otherwise they are in Model::faults only
};

struct Model {
  std::string name;
  std::string source;  // what was opened, for messages
  std::shared_ptr<const caffe2::NetDef> init, predict;
  // As an exported database lists them; empty where the nets alone tell.
  std::vector<std::string> inputs, outputs, parameters;
  std::map<std::string, TensorSpec> input_specs;  // where the model states them
  std::map<std::string, Tensor> values;           // parameters beside those that the init net fills, or in their place
  std::vector<std::string> notes;                 // what the loader decided on its own
  std::string faults;                             // a report, with LoadOptions::verify off
  uint64_t tensor_bytes = UINT64_MAX;             // no tensor of a run may be larger; Limits::tensor_bytes

  // Before the init net runs: puts in place what it reads, and who may do what.
  std::function<void(Workspace*)> prepare;
};

// A net file, a folder with a pair, or a database with a MetaNetDef. Of a pair, the path of one is
// enough; the other is found by the habits of naming (init_net and predict_net, X_init and X, ...).
NETDEF_API Model LoadModel(const std::string& path, const LoadOptions& options = {});
// Both files, in any order.
NETDEF_API Model LoadModel(const std::string& path, const std::string& other, const LoadOptions& options = {});
// The contents of both files, in any order, binary or text; `other` may be empty.
NETDEF_API Model LoadModelFromBytes(std::string_view bytes, std::string_view other, const LoadOptions& options = {});
// Nets that are messages already. Which is which is not guessed: a swapped pair is an error.
NETDEF_API Model MakeModel(std::shared_ptr<const caffe2::NetDef> init, std::shared_ptr<const caffe2::NetDef> predict,
                           const LoadOptions& options = {});

}  // namespace netdef
