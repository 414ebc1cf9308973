// What a net takes from outside, what it writes, and whether one run changes the next.
#include <unordered_set>

#include "netdef/passes.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

using caffe2::NetDef;

class Analyzer {
 public:
  explicit Analyzer(const NetDef& net)
      : net_(net), declared_(net.external_input().begin(), net.external_input().end()) {}

  NetFacts Run() {
    for (int i = 0; i < net_.op_size(); ++i) Operator(i);
    for (const std::string& name : net_.external_input()) {
      if (read_.count(name) != 0 && listed_.insert(name).second) facts_.inputs.push_back(name);
    }
    for (const std::string& name : order_) {
      if (listed_.insert(name).second) facts_.inputs.push_back(name);
    }
    for (const std::string& name : facts_.inputs) {
      if (written_.count(name) != 0 || nested_written_.count(name) != 0) facts_.rewritten.push_back(name);
    }
    return std::move(facts_);
  }

 private:
  void Operator(int i) {
    const caffe2::OperatorDef& op = net_.op(i);
    const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
    if (schema != nullptr && schema->stateful()) facts_.stateful_operators = true;
    for (const std::string& name : op.input()) {
      if (!IsAbsent(op, name)) Read(name, i);
    }
    ForEachNestedNet(op, [&](const NetDef& nested) { Nested(nested, i); });
    for (const std::string& name : op.output()) {
      if (!IsAbsent(op, name) && written_.insert(name).second) facts_.written.push_back(name);
    }
  }

  void Nested(const NetDef& nested, int i) {
    NetFacts inner = AnalyzeNet(nested);
    facts_.stateful_operators = facts_.stateful_operators || inner.stateful_operators;
    for (const std::string& name : inner.inputs) {
      if (declared_.count(name) != 0) Read(name, i);
    }
    for (std::vector<std::string>* names : {&inner.written, &inner.nested_written}) {
      for (std::string& name : *names) {
        if (nested_written_.insert(name).second) facts_.nested_written.push_back(std::move(name));
      }
    }
  }

  void Read(const std::string& name, int i) {
    if (written_.count(name) != 0) return;
    if (read_.insert(name).second) order_.push_back(name);
    std::vector<int>& readers = facts_.readers[name];
    if (readers.empty() || readers.back() != i) readers.push_back(i);
  }

  const NetDef& net_;
  NetFacts facts_;
  std::unordered_set<std::string> declared_, read_, written_, nested_written_, listed_;
  std::vector<std::string> order_;
};

}  // namespace

NetFacts AnalyzeNet(const NetDef& net) { return Analyzer(net).Run(); }

}  // namespace netdef
