#include "compile/builder.h"

#include <algorithm>

#include "compile/lowering.h"
#include "core/engines.h"
#include "core/random_operators.h"
#include "core/shape_inputs.h"
#include "netdef/proto_utils.h"
#include "netdef/workspace.h"

namespace netdef {
namespace compile {

PlanBuilder::PlanBuilder(const Subject& subject, int first_op, const BlobSpecs& inputs) : subject_(subject), specs_(inputs) {
  plan_.net = subject.net->name();
  plan_.first_op = first_op;
  const caffe2::NetDef& net = *subject.net;
  for (int i = first_op; i < net.op_size(); ++i) {
    for (const std::string& name : net.op(i).input()) last_reader_[name] = i;
    for (const std::string& name : subject.nested_reads[static_cast<size_t>(i)]) last_reader_[name] = i;
  }
  for (const auto& entry : inputs) given_.insert(entry.first);
  for (const auto& entry : inputs) {
    const std::string& name = entry.first;
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
    Operator(net.op(op_));
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
  std::map<std::string, size_t> in_blobs;
  for (const Value& value : plan_.values) {
    if (value.home == Home::kBlob && subject_.outputs.count(value.blob) == 0) in_blobs[value.blob] = value.bytes;
  }
  for (const auto& entry : in_blobs) plan_.blob_bytes += entry.second;
  for (const PlanStep& step : plan_.steps) {
    if (step.kernel) plan_.scratch_bytes = std::max(plan_.scratch_bytes, step.kernel->scratch_bytes());
  }
  return std::make_shared<Plan>(std::move(plan_));
}

std::vector<TensorSpec> PlanBuilder::InferOutputs(const caffe2::OperatorDef& op, const ShapeInputs& in) const {
  std::vector<TensorSpec> outputs(static_cast<size_t>(op.output_size()));
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  if (schema == nullptr || MayTakeOtherEngine(op)) return outputs;
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

void PlanBuilder::Operator(const caffe2::OperatorDef& op) {
  def_ = &op;
  const ShapeInputs in = ShapeInputsOf(
      op, [this](const std::string& name) { return spec(name); }, [this](const std::string& name) { return contents(name); });
  const std::vector<TensorSpec> outputs = InferOutputs(op, in);
  for (int o = 0; o < op.output_size(); ++o) {
    if (!IsAbsent(op, op.output(o))) specs_[op.output(o)] = outputs[static_cast<size_t>(o)];
  }
  const Arguments args(op);
  for (const std::string& name : op.output()) {
    if (IsAbsent(op, name)) continue;
    quantizations_.erase(name);
    contents_.erase(name);
    if (specs_[name].int8 && args.HasSingle<float>("Y_scale") && args.HasSingle<int>("Y_zero_point")) {
      quantizations_[name] = {args.Get<float>("Y_scale", 1.0f), args.Get<int>("Y_zero_point", 0)};
    }
  }
  taken_over_ = 0;
  if (!Evaluate(op) && !Lower(op)) RunAsIs(op);
  CountWork(op, in, outputs);
}

// The work counts for the operator's own kernel, which comes last.
void PlanBuilder::CountWork(const caffe2::OperatorDef& op, const ShapeInputs& in, const std::vector<TensorSpec>& outputs) {
  if (plan_.steps.empty() || plan_.steps.back().op != op_) return;
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  const auto known = [](const TensorSpec& s) { return s.known || s.absent; };
  if (schema == nullptr || !std::all_of(in.specs.begin(), in.specs.end(), known) ||
      !std::all_of(outputs.begin(), outputs.end(), known)) {
    return;
  }
  const OpCost cost = schema->InferCost(Arguments(op), in, outputs);
  plan_.steps.back().flops = cost.flops + taken_over_;
  plan_.steps.back().bytes = cost.bytes_read + cost.bytes_written;
}

// Runs the operator now where its inputs follow from shapes: what nets compute of dims to reshape and slice by.
bool PlanBuilder::Evaluate(const caffe2::OperatorDef& op) {
  constexpr int64_t kMostElements = int64_t{1} << 18;
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  const auto computed = [this](const std::string& name) { return contents_.count(name) != 0; };
  const auto known = [&](const std::string& name) { return IsAbsent(op, name) || contents(name) != nullptr; };
  const auto small = [&](const std::string& name) {
    return !IsAbsent(op, name) && IsDense(name) && !spec(name).int8 && NumElements(spec(name).dims) <= kMostElements && subject_.unstable.count(name) == 0;
  };
  const auto& inputs = op.input();
  const auto& outputs = op.output();
  const bool may = std::any_of(inputs.begin(), inputs.end(), computed) && std::all_of(inputs.begin(), inputs.end(), known) && !outputs.empty() &&
                   std::all_of(outputs.begin(), outputs.end(), small);
  const bool nests = std::any_of(op.arg().begin(), op.arg().end(), [](const caffe2::Argument& arg) { return arg.has_n() || arg.nets_size() > 0; });
  if (!may || nests || schema == nullptr || schema->stateful() || schema->HasSideEffect(Arguments(op)) || DrawsRandomNumbers(op.type(), op.domain())) return false;
  Workspace scratch;
  for (const std::string& name : inputs) {
    if (!IsAbsent(op, name)) *scratch.CreateBlob(name)->GetMutable<Tensor>() = *contents(name);
  }
  try {
    if (!scratch.RunOperatorOnce(op)) return false;
  } catch (const Error&) {
    return false;  // it fails when it runs, with its place in the net
  }
  const auto as_inferred = [&](const std::string& name) {
    const Blob* blob = scratch.GetBlob(name);
    return blob->IsType<Tensor>() && blob->Get<Tensor>().dims() == spec(name).dims && blob->Get<Tensor>().dtype() == spec(name).dtype;
  };
  if (!std::all_of(outputs.begin(), outputs.end(), as_inferred)) return false;
  for (const std::string& name : outputs) WriteKnown(name, scratch.GetBlob(name)->Get<Tensor>());
  return true;
}

bool PlanBuilder::Lower(const caffe2::OperatorDef& op) {
  const Lowering lowering = Lowerings::Find(op.domain(), op.type());
  if (lowering == nullptr || MayTakeOtherEngine(op)) return false;
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

void PlanBuilder::Emit(std::shared_ptr<const Kernel> kernel, std::vector<int> reads, std::vector<int> writes) {
  PlanStep step;
  step.op = op_;
  step.what = def_ != nullptr ? def_->type() : "copy";
  step.kernel = std::move(kernel);
  step.reads = std::move(reads);
  step.writes = std::move(writes);
  plan_.steps.push_back(std::move(step));
}

const caffe2::OperatorDef* PlanBuilder::LastMaker(const std::string& blob, Layout layout) const {
  const int value = At(blob, layout);
  const auto& inputs = def_->input();
  if (value < 0 || plan_.steps.empty() || IsRead(blob) || std::count(inputs.begin(), inputs.end(), blob) != 1) return nullptr;
  const PlanStep& step = plan_.steps.back();
  const bool made_it = step.kernel && step.op != op_ && step.writes == std::vector<int>{value} && plan_.values[static_cast<size_t>(value)].home == Home::kArena;
  return made_it ? &subject_.net->op(step.op) : nullptr;
}

void PlanBuilder::TakeOverLast() {
  taken_over_ += plan_.steps.back().flops;
  plan_.steps.pop_back();
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

}  // namespace compile
}  // namespace netdef
