#include "compile/subject.h"

#include "netdef/passes.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace compile {
namespace {

void AddNested(const caffe2::NetDef& net, std::set<std::string>* reads, std::set<std::string>* writes) {
  const NetFacts facts = AnalyzeNet(net);
  reads->insert(facts.inputs.begin(), facts.inputs.end());
  writes->insert(facts.written.begin(), facts.written.end());
  for (const caffe2::OperatorDef& op : net.op()) {
    ForEachNestedNet(op, [&](const caffe2::NetDef& nested) { AddNested(nested, reads, writes); });
  }
}

}  // namespace

Subject::Subject(std::shared_ptr<const caffe2::NetDef> n, const Workspace* p, std::set<std::string> out, MemoryBudget* b)
    : net(std::move(n)), parameters(p), outputs(std::move(out)), budget(b), packed(b) {
  std::set<std::string> written(net->external_input().begin(), net->external_input().end());
  for (const caffe2::OperatorDef& op : net->op()) {
    nested_reads.emplace_back();
    nested_writes.emplace_back();
    ForEachNestedNet(op, [&](const caffe2::NetDef& nested) { AddNested(nested, &nested_reads.back(), &nested_writes.back()); });
    for (const std::string& name : op.output()) {
      if (!IsAbsent(op, name) && !written.insert(name).second) unstable.insert(name);
    }
    unstable.insert(nested_writes.back().begin(), nested_writes.back().end());
  }
}

}  // namespace compile
}  // namespace netdef
