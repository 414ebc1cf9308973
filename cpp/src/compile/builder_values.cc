// The builder's values: what is known of a blob, in which layouts it is at hand, and whose memory it shares.
#include <algorithm>

#include "compile/builder.h"
#include "netdef/memory.h"
#include "netdef/proto_utils.h"
#include "netdef/workspace.h"

namespace netdef {
namespace compile {
namespace {

constexpr Layout kLayouts[] = {Layout::kPlain, Layout::kBlocked, Layout::kChannelsLast};

size_t IndexOf(Layout layout) { return static_cast<size_t>(layout); }

}  // namespace

int PlanBuilder::Add(Value value) {
  const int id = static_cast<int>(plan_.values.size());
  if (value.home == Home::kView) {  // of the root at once, so that long chains stay short
    size_t offset = 0;
    value.parent = plan_.RootOf(value.parent, &offset);
    value.offset += offset;
  }
  plan_.values.push_back(std::move(value));
  sharers_.emplace_back();
  sharers_[static_cast<size_t>(plan_.RootOf(id))].push_back(id);
  return id;
}

Value PlanBuilder::MakeValue(const std::string& blob, Layout layout) const {
  Value value;
  value.blob = blob;
  value.spec = spec(blob);
  if (value.spec.int8) value.quantization = *quantization(blob);
  value.layout = layout;
  value.bytes = layout == Layout::kPlain ? static_cast<size_t>(NumElements(value.spec.dims)) * ItemSize(value.spec.dtype)
                                         : StoredBytes(value.spec.dims, ItemSize(value.spec.dtype), layout);
  return value;
}

bool PlanBuilder::IsDense(const std::string& blob) const {
  const TensorSpec& s = spec(blob);
  return s.known && (!s.int8 || quantization(blob) != nullptr) && s.dtype != DType::kString && s.dtype != DType::kUndefined && NumElements(s.dims) > 0 &&
         static_cast<uint64_t>(NumElements(s.dims)) <= TensorLimitScope::Current() / ItemSize(s.dtype);
}

bool PlanBuilder::IsRead(const std::string& blob) const {
  const auto it = last_reader_.find(blob);
  return subject_.outputs.count(blob) != 0 || (it != last_reader_.end() && it->second > op_);
}

int PlanBuilder::At(const std::string& blob, Layout layout) const {
  const auto it = known_.find(blob);
  return it == known_.end() ? -1 : it->second.by_layout[IndexOf(layout)];
}

void PlanBuilder::Know(const std::string& blob, int value, bool forget_others) {
  Known& known = known_[blob];
  if (forget_others) known = Known();
  known.by_layout[IndexOf(plan_.values[static_cast<size_t>(value)].layout)] = value;
}

const TensorSpec& PlanBuilder::spec(const std::string& blob) const {
  auto it = specs_.find(blob);
  if (it == specs_.end()) {
    auto& specs = const_cast<BlobSpecs&>(specs_);  // a cache of what the parameters say
    const Blob* parameter = subject_.parameters->GetBlob(blob);
    it = specs.emplace(blob, parameter == nullptr ? TensorSpec() : SpecOf(*parameter)).first;
  }
  return it->second;
}

const Blob* PlanBuilder::Parameter(const std::string& blob) const {
  return given_.count(blob) != 0 || subject_.written.count(blob) != 0 ? nullptr : subject_.parameters->GetBlob(blob);
}

const Tensor* PlanBuilder::constant(const std::string& blob) const {
  const Blob* parameter = Parameter(blob);
  if (parameter == nullptr || !parameter->IsType<Tensor>()) return nullptr;
  const Tensor& tensor = parameter->Get<Tensor>();
  return tensor.has_storage() ? &tensor : nullptr;
}

const Tensor* PlanBuilder::contents(const std::string& blob) const {
  const auto it = contents_.find(blob);
  return it != contents_.end() ? it->second.get() : constant(blob);
}

const Int8Tensor* PlanBuilder::int8_constant(const std::string& blob) const {
  const Blob* parameter = Parameter(blob);
  if (parameter == nullptr || !parameter->IsType<Int8Tensor>()) return nullptr;
  const Int8Tensor& tensor = parameter->Get<Int8Tensor>();
  return tensor.t.has_storage() ? &tensor : nullptr;
}

const Quantization* PlanBuilder::quantization(const std::string& blob) const {
  const auto it = quantizations_.find(blob);
  if (it != quantizations_.end()) return &it->second;
  const Int8Tensor* parameter = int8_constant(blob);
  return parameter == nullptr ? nullptr : &(quantizations_[blob] = {parameter->scale, parameter->zero_point});
}

bool PlanBuilder::Has(const std::string& blob, Layout layout) const {
  const auto it = known_.find(blob);
  if (it == known_.end()) return layout == Layout::kPlain;
  for (Layout l : kLayouts) {
    if (it->second.by_layout[IndexOf(l)] < 0) continue;
    if (l == layout || (spec(blob).dims.size() >= 2 && SameInMemory(spec(blob).dims, l, layout))) return true;
  }
  return false;
}

int PlanBuilder::Convert(int value, Layout layout) {
  const Value from = plan_.values[static_cast<size_t>(value)];
  NETDEF_ENFORCE(from.spec.dims.size() >= 2, "a blocked tensor has channels");
  Value to = MakeValue(from.blob, layout);
  if (SameInMemory(from.spec.dims, from.layout, layout)) {
    to.home = Home::kView;
    to.parent = value;
    return Add(std::move(to));
  }
  if (from.layout != Layout::kPlain && layout != Layout::kPlain) return Convert(Read(from.blob, Layout::kPlain), layout);
  const int made = Add(std::move(to));
  PlanStep step;
  step.op = op_;
  step.what = "reorder";
  step.kernel = MakeReorder(from.spec.dims, ItemSize(from.spec.dtype), from.layout, layout);
  step.reads = {value};
  step.writes = {made};
  plan_.steps.push_back(std::move(step));
  return made;
}

int PlanBuilder::ReadConstant(const std::string& blob, Layout layout) {
  const Tensor* tensor = constant(blob);
  NETDEF_ENFORCE(tensor != nullptr, "no value known for ", blob);
  Value value = MakeValue(blob, layout);
  value.home = Home::kConstant;
  value.constant = tensor->raw_data();
  if (layout != Layout::kPlain) {
    const std::shared_ptr<const Buffer> packed =
        subject_.packed.Get(internal::Concat(blob, " ", LayoutName(layout), " ", DimsString(tensor->dims())), value.bytes, [&](void* to) {
          void* from = const_cast<void*>(tensor->raw_data());
          MakeReorder(tensor->dims(), tensor->itemsize(), Layout::kPlain, layout)->Bind({{&from, true}, {&to, true}}, nullptr)->Run();
        });
    value.constant = packed->data();
    plan_.held.push_back(packed);
  }
  return Add(std::move(value));
}

int PlanBuilder::Read(const std::string& blob, Layout layout) {
  if (known_.count(blob) == 0) return ReadConstant(blob, layout);
  int value = At(blob, layout);
  if (value >= 0) return value;
  for (Layout l : kLayouts) {
    const int from = At(blob, l);
    if (from >= 0 && (value < 0 || SameInMemory(spec(blob).dims, l, layout))) value = from;
  }
  value = Convert(value, layout);
  Know(blob, value, false);
  return value;
}

int PlanBuilder::Write(const std::string& blob, Layout layout) {
  const int value = Add(MakeValue(blob, layout));
  Know(blob, value, true);
  return value;
}

int PlanBuilder::ChannelConstants(const std::string& key, const std::vector<float>& values, Layout layout) {
  const Dims dims{1, static_cast<int64_t>(values.size())};
  Value value;
  value.bytes = StoredBytes(dims, sizeof(float), layout);
  const std::shared_ptr<const Buffer> packed = subject_.packed.Get(internal::Concat(key, " of ", values.size(), " channels, ", LayoutName(layout)), value.bytes, [&](void* to) {
    std::fill_n(static_cast<char*>(to), value.bytes, char{0});
    std::copy(values.begin(), values.end(), static_cast<float*>(to));
  });
  value.home = Home::kConstant;
  value.constant = packed->data();
  plan_.held.push_back(packed);
  return Add(std::move(value));
}

void PlanBuilder::WriteKnown(const std::string& blob, Tensor contents) {
  const auto held = std::make_shared<const Tensor>(contents.owns_data_alone() ? std::move(contents) : contents.Clone());
  Value value = MakeValue(blob, Layout::kPlain);
  value.home = Home::kConstant;
  value.constant = held->raw_data();
  Know(blob, Add(std::move(value)), true);
  plan_.held.push_back(held);
  contents_[blob] = held;
}

int PlanBuilder::WriteTemporary(size_t bytes) {
  Value value;
  value.bytes = bytes;
  return Add(std::move(value));
}

bool PlanBuilder::IsWanted(const std::string& blob) const {
  const auto& inputs = def_->input();
  return IsRead(blob) || std::find(inputs.begin(), inputs.end(), blob) != inputs.end();
}

// Nothing else that will still be read lies in the same memory.
bool PlanBuilder::OwnsMemoryAlone(int value) const {
  size_t offset = 0;
  const int root = plan_.RootOf(value, &offset);
  const Value& v = plan_.values[static_cast<size_t>(value)];
  const Value& r = plan_.values[static_cast<size_t>(root)];
  if (r.home != Home::kArena || offset != 0 || r.bytes != v.bytes) return false;
  std::vector<int>& sharers = sharers_[static_cast<size_t>(root)];
  const auto unwanted = [&](int w) { return !IsWanted(plan_.values[static_cast<size_t>(w)].blob); };
  sharers.erase(std::remove_if(sharers.begin(), sharers.end(), unwanted), sharers.end());
  return std::all_of(sharers.begin(), sharers.end(), [&](int w) { return plan_.values[static_cast<size_t>(w)].blob == v.blob; });
}

bool PlanBuilder::CanOverwrite(const std::string& blob, Layout layout) const {
  const auto& inputs = def_->input();
  if (known_.count(blob) == 0 || IsRead(blob) || std::count(inputs.begin(), inputs.end(), blob) != 1) return false;
  const int value = At(blob, layout);
  if (value >= 0) return OwnsMemoryAlone(value);
  return !Has(blob, layout);  // then Read makes a copy
}

int PlanBuilder::WriteOver(const std::string& blob, int value) {
  Value view = MakeValue(blob, plan_.values[static_cast<size_t>(value)].layout);
  view.home = Home::kView;
  view.parent = value;
  const int id = Add(std::move(view));
  Know(blob, id, true);
  return id;
}

void PlanBuilder::WriteView(const std::string& blob, int value, size_t offset) {
  Value view = MakeValue(blob, plan_.values[static_cast<size_t>(value)].layout);
  view.home = Home::kView;
  view.parent = value;
  view.offset = offset;
  Know(blob, Add(std::move(view)), true);
}

bool PlanBuilder::WriteJoined(const std::string& blob, const std::vector<std::string>& parts, Layout layout) {
  std::set<int> roots;
  size_t sum = 0;
  for (const std::string& part : parts) {
    const int value = At(part, layout);
    if (value < 0) return false;
    size_t offset = 0;
    const int root = plan_.RootOf(value, &offset);
    const Value& r = plan_.values[static_cast<size_t>(root)];
    const size_t bytes = plan_.values[static_cast<size_t>(value)].bytes;
    if (r.home != Home::kArena || offset != 0 || r.bytes != bytes || !roots.insert(root).second) return false;
    sum += bytes;
  }
  Value whole = MakeValue(blob, layout);
  if (whole.bytes != sum) return false;
  const int id = Add(std::move(whole));
  size_t offset = 0;
  for (const std::string& part : parts) {
    const auto at = static_cast<size_t>(plan_.RootOf(At(part, layout)));
    sharers_[static_cast<size_t>(id)].insert(sharers_[static_cast<size_t>(id)].end(), sharers_[at].begin(), sharers_[at].end());
    Value& root = plan_.values[at];
    root.home = Home::kView;
    root.parent = id;
    root.offset = offset;
    offset += root.bytes;
  }
  Know(blob, id, true);
  return true;
}

}  // namespace compile
}  // namespace netdef
