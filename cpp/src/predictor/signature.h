// What a net takes, gives and keeps, seen by who calls it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "netdef/passes.h"
#include "netdef/predictor.h"
#include "netdef/workspace.h"

namespace netdef {

struct Signature {
  // Of `net`, whose init net has filled `parameters`. `listed` are the outputs that the model's file names, if any.
  Signature(const caffe2::NetDef& net, const Workspace& parameters, const std::vector<std::string>& listed);

  bool IsInput(const std::string& name) const;
  // One error for all required inputs that are not among `bound`.
  [[noreturn]] void ThrowMissing(const std::set<std::string>& bound) const;

  std::string net_name;
  std::vector<PredictorInput> inputs;
  std::vector<std::string> input_names, output_names;
  std::vector<std::string> state;  // what makes calls take turns, in words
  std::set<std::string> written;   // by the net and by nets within it
  std::set<std::string> carried;   // blobs that hold state; they live among the parameters

 private:
  void FindInputs(const caffe2::NetDef& net, const NetFacts& facts, const Workspace& parameters);
  void FindOutputs(const caffe2::NetDef& net, const NetFacts& facts);
  void FindState(const NetFacts& facts);
};

}  // namespace netdef
