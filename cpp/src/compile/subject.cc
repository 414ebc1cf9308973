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
  const std::set<std::string> given(net->external_input().begin(), net->external_input().end());
  for (const caffe2::OperatorDef& op : net->op()) {
    nested_reads.emplace_back();
    std::set<std::string> nested_writes;
    ForEachNestedNet(op, [&](const caffe2::NetDef& nested) { AddNested(nested, &nested_reads.back(), &nested_writes); });
    for (const std::string& name : op.output()) {
      if (!IsAbsent(op, name) && (!written.insert(name).second || given.count(name) != 0)) unstable.insert(name);
    }
    written.insert(nested_writes.begin(), nested_writes.end());
    unstable.insert(nested_writes.begin(), nested_writes.end());
  }
}

}  // namespace compile
}  // namespace netdef
