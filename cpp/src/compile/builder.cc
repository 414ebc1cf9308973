#include "compile/builder.h"

#include <algorithm>

#include "compile/lowering.h"
#include "netdef/memory.h"
#include "netdef/passes.h"
#include "netdef/proto_utils.h"
#include "netdef/workspace.h"

namespace netdef {
namespace compile {
namespace {

constexpr Layout kLayouts[] = {Layout::kPlain, Layout::kBlocked, Layout::kChannelsLast};

size_t IndexOf(Layout layout) { return static_cast<size_t>(layout); }

TensorSpec SpecOf(const Blob* blob) {
  const bool int8 = blob != nullptr && blob->IsType<Int8Tensor>();
  if (blob == nullptr || (!int8 && !blob->IsType<Tensor>())) return {};
  const Tensor& tensor = int8 ? blob->Get<Int8Tensor>().t : blob->Get<Tensor>();
  TensorSpec spec = tensor.dtype() == DType::kUndefined ? TensorSpec() : TensorSpec(tensor.dims(), tensor.dtype());
  spec.int8 = int8;
  return spec;
}

void AddNested(const caffe2::NetDef& net, std::set<std::string>* reads, std::set<std::string>* writes) {
  const NetFacts facts = AnalyzeNet(net);
  reads->insert(facts.inputs.begin(), facts.inputs.end());
  writes->insert(facts.written.begin(), facts.written.end());
  for (const caffe2::OperatorDef& op : net.op()) {
    for (const caffe2::Argument& arg : op.arg()) {
      if (arg.has_n()) AddNested(arg.n(), reads, writes);
      for (const caffe2::NetDef& nested : arg.nets()) AddNested(nested, reads, writes);
    }
  }
}

}  // namespace

Subject::Subject(std::shared_ptr<const caffe2::NetDef> n, const Workspace* p, std::set<std::string> out)
    : net(std::move(n)), parameters(p), outputs(std::move(out)) {
  std::set<std::string> written(net->external_input().begin(), net->external_input().end());
  for (const caffe2::OperatorDef& op : net->op()) {
    nested_reads.emplace_back();
    nested_writes.emplace_back();
    for (const caffe2::Argument& arg : op.arg()) {
      if (arg.has_n()) AddNested(arg.n(), &nested_reads.back(), &nested_writes.back());
      for (const caffe2::NetDef& nested : arg.nets()) AddNested(nested, &nested_reads.back(), &nested_writes.back());
    }
    for (const std::string& name : op.output()) {
      if (!IsAbsent(op, name) && !written.insert(name).second) unstable.insert(name);
    }
    unstable.insert(nested_writes.back().begin(), nested_writes.back().end());
  }
}

PlanBuilder::PlanBuilder(const Subject& subject, int first_op, const BlobSpecs& inputs) : subject_(subject), specs_(inputs) {
  plan_.net = subject.net->name();
  plan_.first_op = first_op;
  const caffe2::NetDef& net = *subject.net;
  for (int i = first_op; i < net.op_size(); ++i) {
    for (const std::string& name : net.op(i).input()) last_reader_[name] = i;
    for (const std::string& name : subject.nested_reads[static_cast<size_t>(i)]) last_reader_[name] = i;
  }
  for (const auto& [name, spec] : inputs) {
    if (!IsDense(name)) continue;
    Value value = MakeValue(name, Layout::kPlain);
    value.home = Home::kInput;
    const int id = Add(std::move(value));
    plan_.inputs.push_back(id);
    Know(name, id, true);
  }
}

std::shared_ptr<const Plan> PlanBuilder::Build() {
  const caffe2::NetDef& net = *subject_.net;
  int last_lowering = -1;
  for (int i = 0; i < net.op_size(); ++i) {
    if (Lowerings::Find(net.op(i).domain(), net.op(i).type()) != nullptr) last_lowering = i;
  }
  for (op_ = plan_.first_op; op_ < net.op_size(); ++op_) {
    Operator(op_);
    const auto& outputs = net.op(op_).output();
    const bool cut = std::any_of(outputs.begin(), outputs.end(), [&](const std::string& name) {
      return !IsAbsent(net.op(op_), name) && !specs_.at(name).known && IsRead(name);
    });
    if (cut && op_ < last_lowering) {
      ++op_;
      break;
    }
  }
  plan_.end_op = op_;
  FinishOutputs();
  PlaceInArena(&plan_);
  for (const PlanStep& step : plan_.steps) {
    if (step.kernel) plan_.scratch_bytes = std::max(plan_.scratch_bytes, step.kernel->scratch_bytes());
  }
  return std::make_shared<Plan>(std::move(plan_));
}

std::vector<TensorSpec> PlanBuilder::InferOutputs(const caffe2::OperatorDef& op) const {
  std::vector<TensorSpec> outputs(static_cast<size_t>(op.output_size()));
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  if (schema == nullptr) return outputs;
  ShapeInputs in;
  in.num_outputs = op.output_size();
  for (const std::string& name : op.input()) {
    const bool absent = IsAbsent(op, name);
    in.specs.push_back(absent ? TensorSpec() : spec(name));
    in.specs.back().absent = absent;
    in.values.push_back(absent ? nullptr : constant(name));
  }
  try {
    outputs = schema->InferShapes(Arguments(op), in);
  } catch (const Error&) {
    // The operator runs as it is and says what is wrong when it does.
  }
  outputs.resize(static_cast<size_t>(op.output_size()));
  for (TensorSpec& out : outputs) {
    out.known = out.known && std::all_of(out.dims.begin(), out.dims.end(), [](int64_t d) { return d >= 0; });
  }
  return outputs;
}

void PlanBuilder::Operator(int i) {
  const caffe2::OperatorDef& op = subject_.net->op(i);
  def_ = &op;
  const std::vector<TensorSpec> outputs = InferOutputs(op);
  for (int o = 0; o < op.output_size(); ++o) {
    if (!IsAbsent(op, op.output(o))) specs_[op.output(o)] = outputs[static_cast<size_t>(o)];
  }
  const Arguments args(op);
  for (const std::string& name : op.output()) {
    if (IsAbsent(op, name)) continue;
    quantizations_.erase(name);
    if (specs_[name].int8 && args.HasSingle<float>("Y_scale") && args.HasSingle<int>("Y_zero_point")) {
      quantizations_[name] = {args.Get<float>("Y_scale", 1.0f), args.Get<int>("Y_zero_point", 0)};
    }
  }
  const size_t first_step = plan_.steps.size();
  if (!Lower(op)) RunAsIs(op);
  // The work counts for the operator's own kernel, which comes last.
  if (plan_.steps.size() == first_step) return;
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  ShapeInputs in;
  for (const std::string& name : op.input()) {
    in.specs.push_back(IsAbsent(op, name) ? TensorSpec() : spec(name));
    in.specs.back().absent = IsAbsent(op, name);
  }
  const auto known = [](const TensorSpec& s) { return s.known || s.absent; };
  if (schema == nullptr || !std::all_of(in.specs.begin(), in.specs.end(), known) ||
      !std::all_of(outputs.begin(), outputs.end(), known)) {
    return;
  }
  const OpCost cost = schema->InferCost(Arguments(op), in, outputs);
  plan_.steps.back().flops = cost.flops;
  plan_.steps.back().bytes = cost.bytes_read + cost.bytes_written;
}

bool PlanBuilder::Lower(const caffe2::OperatorDef& op) {
  const Lowering lowering = Lowerings::Find(op.domain(), op.type());
  if (lowering == nullptr) return false;
  for (const auto* names : {&op.input(), &op.output()}) {
    for (const std::string& name : *names) {
      if (IsAbsent(op, name)) continue;
      if (!IsDense(name) || subject_.unstable.count(name) != 0) return false;
    }
  }
  return lowering(op, *this);
}

void PlanBuilder::RunAsIs(const caffe2::OperatorDef& op) {
  PlanStep step;
  step.op = op_;
  step.what = op.type();
  std::set<std::string> names(op.input().begin(), op.input().end());
  const auto& nested = subject_.nested_reads[static_cast<size_t>(op_)];
  names.insert(nested.begin(), nested.end());
  for (const std::string& name : names) {
    if (known_.count(name) == 0 || IsAbsent(op, name)) continue;  // a parameter, or no tensor
    const int value = Read(name, Layout::kPlain);
    step.reads.push_back(value);
    const Value& v = plan_.values[static_cast<size_t>(value)];
    const bool in_its_blob = (v.home == Home::kInput || v.home == Home::kBlob) && v.blob == name;
    if (!in_its_blob) step.published.push_back(value);
  }
  for (const std::string& name : op.output()) {
    int value = -1;
    const bool absent = IsAbsent(op, name);
    if (!absent) known_.erase(name);
    if (!absent && IsDense(name)) {
      Value made = MakeValue(name, Layout::kPlain);
      made.home = Home::kBlob;
      value = Add(std::move(made));
      Know(name, value, true);
      step.writes.push_back(value);
    }
    step.results.push_back(value);
  }
  plan_.steps.push_back(std::move(step));
}

// What callers or later stretches of the net want lies plain in its own blob at the end.
void PlanBuilder::FinishOutputs() {
  def_ = nullptr;
  op_ = plan_.end_op - 1;
  std::set<std::string> wanted;
  const caffe2::NetDef& net = *subject_.net;
  for (int i = plan_.first_op; i < plan_.end_op; ++i) {
    for (const std::string& name : net.op(i).output()) {
      if (IsAbsent(net.op(i), name)) continue;
      const auto reader = last_reader_.find(name);
      if (subject_.outputs.count(name) != 0 || (reader != last_reader_.end() && reader->second >= plan_.end_op)) wanted.insert(name);
    }
  }
  for (const std::string& name : wanted) {
    if (known_.count(name) == 0) continue;
    int value = Read(name, Layout::kPlain);
    const Value& v = plan_.values[static_cast<size_t>(value)];
    if ((v.home == Home::kBlob || v.home == Home::kInput) && v.blob == name) continue;
    size_t offset = 0;
    int root = plan_.RootOf(value, &offset);
    Value* r = &plan_.values[static_cast<size_t>(root)];
    // An operator that runs as it is has seen this memory as another blob: it keeps that name, the output gets a copy.
    const bool seen_before = r->blob != name && std::any_of(plan_.steps.begin(), plan_.steps.end(), [root](const PlanStep& step) {
      return std::find(step.published.begin(), step.published.end(), root) != step.published.end();
    });
    if (r->home != Home::kArena || offset != 0 || r->bytes != v.bytes || seen_before) {
      const TensorSpec& s = spec(name);
      root = Add(MakeValue(name, Layout::kPlain));
      r = &plan_.values[static_cast<size_t>(root)];
      Emit(MakeReorder(s.dims.size() < 2 ? Dims{1, NumElements(s.dims)} : s.dims, ItemSize(s.dtype), Layout::kPlain, Layout::kPlain), {value},
           {root});
      // An operator that runs as it is and reads the output under its name finds it there already.
      const auto reads_it = [&](const PlanStep& step) {
        return std::any_of(step.published.begin(), step.published.end(),
                           [&](int p) { return plan_.values[static_cast<size_t>(p)].blob == name; });
      };
      const auto first = std::find_if(plan_.steps.begin(), plan_.steps.end(), reads_it);
      if (first != plan_.steps.end()) std::rotate(first, plan_.steps.end() - 1, plan_.steps.end());
    }
    r = &plan_.values[static_cast<size_t>(root)];
    r->home = Home::kOutput;
    r->blob = name;
    r->spec = spec(name);
    if (r->spec.int8) r->quantization = *quantization(name);
    plan_.outputs.push_back(root);
    for (PlanStep& step : plan_.steps) {
      const auto published = [&](int p) { return plan_.values[static_cast<size_t>(p)].blob == name; };
      step.published.erase(std::remove_if(step.published.begin(), step.published.end(), published), step.published.end());
    }
  }
}

// --- values

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
    it = specs.emplace(blob, SpecOf(subject_.parameters->GetBlob(blob))).first;
  }
  return it->second;
}

const Tensor* PlanBuilder::constant(const std::string& blob) const {
  if (known_.count(blob) != 0 || subject_.unstable.count(blob) != 0) return nullptr;
  const auto it = specs_.find(blob);
  if (it != specs_.end() && !it->second.known) return nullptr;
  const Blob* parameter = subject_.parameters->GetBlob(blob);
  return parameter != nullptr && parameter->IsType<Tensor>() && parameter->Get<Tensor>().has_storage() ? &parameter->Get<Tensor>()
                                                                                                      : nullptr;
}

const Int8Tensor* PlanBuilder::int8_constant(const std::string& blob) const {
  if (known_.count(blob) != 0 || subject_.unstable.count(blob) != 0) return nullptr;
  const auto it = specs_.find(blob);
  if (it != specs_.end() && !it->second.known) return nullptr;
  const Blob* parameter = subject_.parameters->GetBlob(blob);
  return parameter != nullptr && parameter->IsType<Int8Tensor>() && parameter->Get<Int8Tensor>().t.has_storage() ? &parameter->Get<Int8Tensor>()
                                                                                                               : nullptr;
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

void PlanBuilder::Emit(std::shared_ptr<const Kernel> kernel, std::vector<int> reads, std::vector<int> writes) {
  PlanStep step;
  step.op = op_;
  step.what = def_ != nullptr ? def_->type() : "copy";
  step.kernel = std::move(kernel);
  step.reads = std::move(reads);
  step.writes = std::move(writes);
  plan_.steps.push_back(std::move(step));
}

}  // namespace compile
}  // namespace netdef
