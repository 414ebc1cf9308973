// Gives each version of a blob a name of its own, so that later passes need not ask which one a reader means.
#include <map>
#include <set>

#include "netdef/proto_utils.h"
#include "netdef/schema.h"
#include "passes/graph.h"

namespace netdef {
namespace {

// Names that must stay: nested nets mean them, or an operator updates what is there.
std::set<std::string> FixedNames(const caffe2::NetDef& net) {
  std::set<std::string> fixed = NamesInNestedNets(net);
  fixed.insert("");  // what is left out has no name
  for (const caffe2::OperatorDef& op : net.op()) {
    const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
    for (int i = 0; i < op.input_size(); ++i) {
      for (int o = 0; o < op.output_size(); ++o) {
        const bool same = op.input(i) == op.output(o) && !IsAbsent(op, op.input(i));
        // Without a schema nobody knows whether the operator reads what its output holds.
        if (schema == nullptr ? same : same && schema->EnforcesInplace(i, o)) fixed.insert(op.output(o));
      }
    }
    if (schema == nullptr) fixed.insert(op.output().begin(), op.output().end());
  }
  return fixed;
}

}  // namespace

int SingleAssignment(caffe2::NetDef* net, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  std::set<std::string> fixed = FixedNames(*net), taken(net->external_input().begin(), net->external_input().end());
  const std::set<std::string> given(inputs.begin(), inputs.end());
  std::map<std::string, int> left;  // writes to come
  for (const caffe2::OperatorDef& op : net->op()) {
    taken.insert(op.input().begin(), op.input().end());
    for (const std::string& name : op.output()) {
      if (IsAbsent(op, name)) continue;
      ++left[name];
      taken.insert(name);
    }
  }
  // An input that is an output as well has one name for two values.
  for (const std::string& name : outputs) {
    if (given.count(name) != 0) fixed.insert(name);
  }
  std::map<std::string, std::string> current;
  int renamed = 0;
  for (caffe2::OperatorDef& op : *net->mutable_op()) {
    for (std::string& name : *op.mutable_input()) {
      if (IsAbsent(op, name)) continue;
      const auto it = current.find(name);
      if (it != current.end()) name = it->second;
    }
    for (std::string& name : *op.mutable_output()) {
      if (IsAbsent(op, name)) continue;
      const std::string original = name;
      const bool last = --left[original] == 0;
      if (fixed.count(original) != 0 || (last && given.count(original) == 0)) {
        current.erase(original);
        continue;
      }
      for (int n = 1; taken.count(name) != 0; ++n) name = original + ":" + std::to_string(n);
      taken.insert(name);
      current[original] = name;
      ++renamed;
    }
  }
  return renamed;
}

}  // namespace netdef
