#include "predictor/signature.h"

#include <algorithm>
#include <utility>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {
namespace {

bool IsPlaceholder(const Blob* blob) {
  return blob != nullptr && blob->IsType<Tensor>() && blob->Get<Tensor>().numel() == 1;
}

}  // namespace

Signature::Signature(const caffe2::NetDef& net, const Workspace& parameters, const std::vector<std::string>& listed)
    : net_name(net.name()), input_names(net.external_input().begin(), net.external_input().end()), output_names(listed) {
  const NetFacts facts = AnalyzeNet(net);
  written.insert(facts.written.begin(), facts.written.end());
  written.insert(facts.nested_written.begin(), facts.nested_written.end());
  FindInputs(net, facts, parameters);
  if (output_names.empty()) FindOutputs(net, facts);
  FindState(facts);
}

void Signature::FindInputs(const caffe2::NetDef& net, const NetFacts& facts, const Workspace& parameters) {
  const auto add = [&](const std::string& name, bool placeholder) {
    if (IsInput(name)) return;
    PredictorInput input;
    input.name = name;
    input.placeholder = placeholder;
    const auto readers = facts.readers.find(name);
    input.required = readers != facts.readers.end();
    if (input.required) {
      input.op_index = readers->second.front();
      input.read_by = net.op(input.op_index).type();
    }
    inputs.push_back(std::move(input));
  };
  // Exporters for phones declare the true inputs first and fill each with a single element. Where an input comes unfilled
  // before them, single elements are parameters like others.
  bool leading = true;
  for (const std::string& name : input_names) {
    const bool filled = parameters.HasBlob(name);
    leading = leading && filled && IsPlaceholder(parameters.GetBlob(name));
    if (leading || !filled) add(name, filled);
  }
  for (const std::string& name : facts.inputs) {
    if (!parameters.HasBlob(name)) add(name, false);
  }
}

void Signature::FindOutputs(const caffe2::NetDef& net, const NetFacts& facts) {
  output_names.assign(net.external_output().begin(), net.external_output().end());
  if (!output_names.empty()) return;
  std::set<std::string> read;
  for (const caffe2::OperatorDef& op : net.op()) read.insert(op.input().begin(), op.input().end());
  for (const std::string& name : facts.written) {
    if (read.count(name) == 0) output_names.push_back(name);
  }
}

void Signature::FindState(const NetFacts& facts) {
  for (const std::string& name : facts.rewritten) {
    if (IsInput(name)) continue;  // every call supplies it anew
    carried.insert(name);
    state.push_back("blob " + name);
  }
  if (facts.stateful_operators) state.push_back("operators");
}

bool Signature::IsInput(const std::string& name) const {
  return std::any_of(inputs.begin(), inputs.end(), [&](const PredictorInput& i) { return i.name == name; });
}

void Signature::ThrowMissing(const std::set<std::string>& bound) const {
  std::string text;
  for (const PredictorInput& input : inputs) {
    if (!input.required || bound.count(input.name) != 0) continue;
    text += "\n  '" + input.name + "', read by operator " + std::to_string(input.op_index) + " (" + input.read_by + ")";
    if (input.placeholder) text += "; the init net holds only a placeholder for it";
  }
  throw Error("the call lacks these inputs:" + text, ErrorKind::kNotFound).SetNet(net_name, -1);
}

}  // namespace netdef
