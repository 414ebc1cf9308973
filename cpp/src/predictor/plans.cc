#include "predictor/plans.h"

#include <set>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"

namespace netdef {

std::vector<std::string> Plans::LiveAt(int first_op) const {
  const caffe2::NetDef& net = *subject_.net;
  std::vector<std::string> live;
  std::set<std::string> seen;
  for (int i = first_op; i < net.op_size(); ++i) {
    const auto read = [&](const std::string& name) {
      if (seen.insert(name).second) live.push_back(name);
    };
    for (const std::string& name : net.op(i).input()) read(name);
    for (const std::string& name : subject_.nested_reads[static_cast<size_t>(i)]) read(name);
    for (const std::string& name : net.op(i).output()) seen.insert(name);
  }
  return live;
}

std::shared_ptr<const compile::Plan> Plans::Get(int first_op, int threads, const BlobSpecs& inputs) {
  std::string key = internal::Concat(threads);
  for (const auto& [name, spec] : inputs) {
    key += spec.known ? internal::Concat("|", name, " ", spec.int8 ? "int8 " : "", DTypeName(spec.dtype), " ", DimsString(spec.dims)) : "|" + name;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& by_key = stretches_[first_op].by_key;
  if (const auto* known = by_key.Find(key)) return *known;
  std::shared_ptr<const compile::Plan> plan = compile::PlanBuilder(subject_, first_op, inputs).Build();
  by_key.Put(key, plan);
  return plan;
}

void Plans::Trim() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stretches_.clear();
  }
  subject_.packed.Trim();
}

}  // namespace netdef
