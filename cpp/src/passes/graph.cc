#include "passes/graph.h"

#include <algorithm>

#include "core/random_operators.h"
#include "netdef/passes.h"
#include "netdef/proto_utils.h"
#include "netdef/workspace.h"

namespace netdef {
namespace {

bool HasNestedNets(const caffe2::OperatorDef& op) {
  bool found = false;
  ForEachNestedNet(op, [&](const caffe2::NetDef&) { found = true; });
  return found;
}

void AddNames(const caffe2::NetDef& net, std::set<std::string>* names) {
  for (const caffe2::OperatorDef& op : net.op()) {
    names->insert(op.input().begin(), op.input().end());
    names->insert(op.output().begin(), op.output().end());
    ForEachNestedNet(op, [&](const caffe2::NetDef& nested) { AddNames(nested, names); });
  }
  names->insert(net.external_input().begin(), net.external_input().end());
  names->insert(net.external_output().begin(), net.external_output().end());
}

}  // namespace

std::set<std::string> NamesInNestedNets(const caffe2::NetDef& net) {
  std::set<std::string> names;
  for (const caffe2::OperatorDef& op : net.op()) {
    ForEachNestedNet(op, [&](const caffe2::NetDef& nested) { AddNames(nested, &names); });
  }
  return names;
}

Graph::Graph(caffe2::NetDef* net, Workspace* parameters, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs)
    : net_(net),
      parameters_(parameters),
      inputs_(inputs.begin(), inputs.end()),
      outputs_(outputs.begin(), outputs.end()),
      pinned_(NamesInNestedNets(*net)),
      removed_(static_cast<size_t>(net->op_size()), false) {
  std::set<std::string> written(inputs.begin(), inputs.end());
  for (const caffe2::OperatorDef& op : net->op()) {
    for (const std::string& name : op.output()) {
      if (!name.empty() && (!written.insert(name).second || parameters->HasBlob(name))) pinned_.insert(name);
    }
  }
  for (int i = 0; i < size(); ++i) Link(i);
  ReadRanks();
}

// "name: type[size,size]"; without brackets the rank is not known.
void Graph::ReadRanks() {
  for (const caffe2::Argument& arg : net_->arg()) {
    if (arg.name() != "value_info") continue;
    for (const std::string& entry : arg.strings()) {
      const size_t colon = entry.rfind(": "), open = entry.rfind('[');
      if (colon == std::string::npos || open == std::string::npos || open < colon || entry.back() != ']') continue;
      const auto commas = static_cast<int>(std::count(entry.begin() + static_cast<int64_t>(open), entry.end(), ','));
      ranks_[entry.substr(0, colon)] = open + 2 == entry.size() ? 0 : commas + 1;
    }
  }
}

void Graph::Link(int i) {
  // What is left out has no name.
  for (const std::string& name : op(i).input()) {
    if (!name.empty()) readers_[name].push_back(i);
  }
  for (const std::string& name : op(i).output()) {
    if (!name.empty()) producers_[name] = i;
  }
}

void Graph::Unlink(int i) {
  for (const std::string& name : op(i).input()) {
    if (name.empty()) continue;
    std::vector<int>& list = readers_[name];
    list.erase(std::find(list.begin(), list.end(), i));
  }
  for (const std::string& name : op(i).output()) {
    const auto it = producers_.find(name);
    if (it != producers_.end() && it->second == i) producers_.erase(it);
  }
}

bool Graph::IsPure(int i) const {
  const caffe2::OperatorDef& def = op(i);
  const OpSchema* schema = OpSchemaRegistry::Schema(def.type(), def.domain());
  if (IsRemoved(i) || schema == nullptr || schema->stateful() || schema->HasSideEffect(Arguments(def)) || HasNestedNets(def)) return false;
  for (int in = 0; in < def.input_size(); ++in) {
    for (int out = 0; out < def.output_size(); ++out) {
      if (schema->EnforcesInplace(in, out)) return false;
    }
  }
  const auto pinned = [&](const std::string& name) { return IsPinned(name); };
  return def.output_size() > 0 && std::none_of(def.output().begin(), def.output().end(), pinned);
}

bool Graph::IsDeterministic(int i) const {
  return IsPure(i) && !DrawsRandomNumbers(op(i).type(), op(i).domain());
}

int Graph::Producer(const std::string& blob) const {
  const auto it = producers_.find(blob);
  return it == producers_.end() ? -1 : it->second;
}

const std::vector<int>& Graph::Readers(const std::string& blob) const {
  static const std::vector<int> kNone;
  const auto it = readers_.find(blob);
  return it == readers_.end() ? kNone : it->second;
}

int Graph::OnlyReader(const std::string& blob) const {
  const std::vector<int>& readers = Readers(blob);
  return readers.size() == 1 && !IsOutput(blob) && !IsPinned(blob) ? readers[0] : -1;
}

const Tensor* Graph::Constant(const std::string& blob) const {
  if (IsInput(blob) || IsPinned(blob) || Producer(blob) >= 0) return nullptr;
  const Blob* value = parameters_->GetBlob(blob);
  return value != nullptr && value->IsType<Tensor>() && value->Get<Tensor>().dtype() != DType::kUndefined ? &value->Get<Tensor>() : nullptr;
}

std::optional<int> Graph::Rank(const std::string& blob) const {
  if (const Tensor* constant = Constant(blob)) return constant->dim();
  const auto it = ranks_.find(blob);
  return it == ranks_.end() || IsPinned(blob) ? std::nullopt : std::optional(it->second);
}

std::string Graph::FreshName(const std::string& like) const {
  std::string name = like;
  for (int n = 1; parameters_->HasBlob(name) || producers_.count(name) != 0 || IsInput(name); ++n) name = like + ":" + std::to_string(n);
  return name;
}

std::string Graph::AddConstant(const std::string& like, Tensor value) {
  const std::string name = FreshName(like);
  *parameters_->CreateBlob(name)->GetMutable<Tensor>() = std::move(value);
  added_.push_back(name);
  return name;
}

void Graph::Remove(int i) {
  Unlink(i);
  removed_[static_cast<size_t>(i)] = true;
}

void Graph::Replace(int i, caffe2::OperatorDef def) {
  Unlink(i);
  *net_->mutable_op(i) = std::move(def);
  Link(i);
}

void Graph::Redirect(const std::string& from, const std::string& to) {
  const std::vector<int> readers = Readers(from);
  for (int i : std::set<int>(readers.begin(), readers.end())) {
    caffe2::OperatorDef def = op(i);
    for (std::string& name : *def.mutable_input()) {
      if (name == from) name = to;
    }
    Replace(i, std::move(def));
  }
}

void Graph::Commit() {
  int kept = 0;
  for (int i = 0; i < size(); ++i) {
    if (!IsRemoved(i)) net_->mutable_op()->SwapElements(kept++, i);
  }
  net_->mutable_op()->DeleteSubrange(kept, size() - kept);
  // Parameters that nothing reads any more are no inputs.
  const std::set<std::string> nested = NamesInNestedNets(*net_);
  std::set<std::string> read(nested), written, declared;
  for (const caffe2::OperatorDef& def : net_->op()) {
    read.insert(def.input().begin(), def.input().end());
    written.insert(def.output().begin(), def.output().end());
  }
  for (const std::string& name : added_) {
    if (read.count(name) == 0) parameters_->RemoveBlob(name);
  }
  std::vector<std::string> list;
  for (const std::string& name : net_->external_input()) {
    if ((IsInput(name) || read.count(name) != 0) && declared.insert(name).second) list.push_back(name);
  }
  for (const caffe2::OperatorDef& def : net_->op()) {
    for (const std::string& name : def.input()) {
      if (!name.empty() && written.count(name) == 0 && declared.insert(name).second) list.push_back(name);
    }
  }
  net_->clear_external_input();
  for (const std::string& name : list) net_->add_external_input(name);
}

}  // namespace netdef
