#include "ops/recurrent/_shared.h"

#include <cstring>
#include <set>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

std::vector<StepLink> ZipLinks(const std::vector<std::string>& internal, const std::vector<std::string>& external,
                               const std::vector<int64_t>& offset, const std::vector<int64_t>& window) {
  NETDEF_ENFORCE(internal.size() == external.size() && internal.size() == offset.size() &&
                     (window.empty() || internal.size() == window.size()),
                 "links must have as many internal blobs as external ones, offsets and windows, got ", internal.size(),
                 ", ", external.size(), ", ", offset.size(), " and ", window.size());
  std::vector<StepLink> links;
  for (size_t i = 0; i < internal.size(); ++i) {
    links.push_back({internal[i], external[i], offset[i], window.empty() ? 1 : window[i]});
    NETDEF_ENFORCE(links.back().window >= 1, "the window of link ", internal[i], " must be positive, got ",
                   links.back().window);
  }
  return links;
}

}  // namespace

std::shared_ptr<NetDef> ReadNet(const Arguments& arguments, const std::string& name) {
  const caffe2::Argument* arg = arguments.Find(name);
  if (arg == nullptr) return nullptr;
  if (arg->has_n()) return std::make_shared<NetDef>(arg->n());
  caffe2::Argument cleared;  // as ModelHelper.ExtractPredictorNet leaves the net for training
  cleared.set_name(name);
  if (arg->SerializeAsString() == cleared.SerializeAsString()) return nullptr;
  NETDEF_ENFORCE(arg->has_s(), "argument ", name, " must be a net or the text of one");
  if (arg->s().empty()) return nullptr;
  try {
    return std::make_shared<NetDef>(ParseText<NetDef>(arg->s()));
  } catch (const Error& e) {
    NETDEF_THROW_KIND(kInvalidModel, "argument ", name, " is not the text of a net: ", e.message());
  }
}

Tensor ViewRows(const Tensor& t, int64_t begin, int64_t rows) {
  NETDEF_ENFORCE(t.dim() >= 1 && begin >= 0 && rows >= 0 && rows <= t.dim(0) && begin <= t.dim(0) - rows, rows, " rows from row ", begin,
                 " are not inside a tensor of shape [", DimsString(t.dims()), "]");
  NETDEF_ENFORCE(t.dtype() != DType::kString, "a view of rows of strings is not possible");
  Tensor whole = t;
  Dims dims = t.dims();
  dims[0] = rows;
  char* data = static_cast<char*>(whole.raw_mutable_data());
  data += static_cast<size_t>(begin * t.size_from_dim(1)) * t.itemsize();
  return Tensor::Wrap(data, dims, t.dtype(), [whole](void*) {});  // the view keeps the memory alive
}

std::vector<StepLink> RecurrentArgs::Links() const {
  return ZipLinks(link_internal, link_external, link_offset, link_window);
}

std::vector<StepLink> RecurrentArgs::BackwardLinks() const {
  return ZipLinks(backward_link_internal, backward_link_external, backward_link_offset, {});
}

namespace {

// The blobs that the runner provides are inputs, for a net that declares such.
std::shared_ptr<NetDef> DeclareInputs(std::shared_ptr<NetDef> net, const std::vector<StepLink>& links,
                                      const std::string& timestep) {
  if (net->external_input_size() > 0) {
    for (const StepLink& link : links) net->add_external_input(link.internal);
    net->add_external_input(timestep);
  }
  return net;
}

}  // namespace

StepRunner::StepRunner(std::shared_ptr<NetDef> net, std::vector<StepLink> links, std::string timestep)
    : net_(DeclareInputs(std::move(net), links, timestep)), links_(std::move(links)), timestep_(std::move(timestep)) {
  std::set<std::string> outputs;
  for (const OperatorDef& op : net_->op()) outputs.insert(op.output().begin(), op.output().end());
  for (const StepLink& link : links_) written_.push_back(outputs.count(link.internal) != 0);
}

void StepRunner::Begin(const std::function<Blob*(const std::string&)>& find_external) {
  externals_.clear();
  for (const StepLink& link : links_) externals_.push_back(find_external(link.external));
  runs_.Begin();
}

bool StepRunner::Run(Workspace* ws, size_t slot, int64_t t) {
  if (slot >= slots_.size()) slots_.resize(slot + 1);
  Slot& s = slots_[slot];
  if (s.ws_id != ws->id()) Fill(&s, ws);
  SetLinks(s, t);
  Tensor* timestep = s.timestep->GetMutable<Tensor>();
  timestep->Resize(Dims{1}, DType::kInt32);
  *timestep->mutable_data<int32_t>() = static_cast<int32_t>(t);
  // The operators look for their inputs when they are made.
  if (!s.net) s.net = CreateNet(net_, ws);
  if (!runs_.Run(s.net.get())) return false;
  CheckLinks(s, t);
  return true;
}

void StepRunner::Fill(Slot* slot, Workspace* ws) {
  *slot = Slot();
  for (const StepLink& link : links_) {
    slot->internals.push_back(ws->CreateLocalBlob(link.internal));
  }
  slot->timestep = ws->CreateLocalBlob(timestep_);
  slot->ws_id = ws->id();
}

namespace {

Tensor LinkedRows(const Tensor& external, const StepLink& link, int64_t t) {
  int64_t begin = 0;
  NETDEF_ENFORCE(!__builtin_add_overflow(t, link.offset, &begin), "the offset ", link.offset, " of blob ", link.internal, " is out of range");
  return ViewRows(external, begin, link.window);
}

}  // namespace

void StepRunner::SetLinks(const Slot& slot, int64_t t) {
  for (size_t i = 0; i < links_.size(); ++i) {
    *slot.internals[i]->GetMutable<Tensor>() = LinkedRows(externals_[i]->Get<Tensor>(), links_[i], t);
  }
}

void StepRunner::CheckLinks(const Slot& slot, int64_t t) const {
  for (size_t i = 0; i < links_.size(); ++i) {
    if (!written_[i]) continue;
    const Tensor& got = slot.internals[i]->Get<Tensor>();
    const Tensor wanted = LinkedRows(externals_[i]->Get<Tensor>(), links_[i], t);
    if (got.raw_data() == wanted.raw_data() && got.numel() == wanted.numel() && got.dtype() == wanted.dtype()) continue;
    NETDEF_ENFORCE(got.dtype() == wanted.dtype() && got.numel() == wanted.numel(), "step ", t, " wrote blob ",
                   links_[i].internal, " as ", DTypeName(got.dtype()), " [", DimsString(got.dims()), "], but rows of ",
                   links_[i].external, " are ", DTypeName(wanted.dtype()), " [", DimsString(wanted.dims()), "]");
    Tensor target = wanted;
    if (got.nbytes() > 0) std::memcpy(target.raw_mutable_data(), got.raw_data(), got.nbytes());
  }
}

}  // namespace netdef
