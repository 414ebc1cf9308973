#include "predictor/frame.h"

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/shapes.h"

namespace netdef {

Frame::Frame(Workspace* parameters, const std::set<std::string>& local) : workspace(parameters) {
  for (const std::string& name : local) workspace.CreateLocalBlob(name);
}

std::map<std::string, const Tensor*> Frame::OwnTensors() const {
  std::map<std::string, const Tensor*> own;
  for (const std::string& name : workspace.LocalBlobs()) {
    const Blob* blob = workspace.GetBlob(name);
    if (!blob->IsType<Tensor>()) continue;
    const Tensor& tensor = blob->Get<Tensor>();
    const bool written = tensor.nbytes() <= tensor.capacity_nbytes();
    if (tensor.owns_data_alone() && !(written && IsInArena(tensor.raw_data()))) own[name] = &tensor;
  }
  return own;
}

size_t Frame::bytes() const {
  size_t sum = 0;
  for (const auto& entry : OwnTensors()) sum += entry.second->capacity_nbytes();
  return sum;
}

void Frame::Charge(MemoryBudget* budget, const std::vector<std::string>& outputs) {
  if (!budget->limited()) return;
  auto own = OwnTensors();
  for (const std::string& name : outputs) own.erase(name);
  size_t sum = 0;
  for (const auto& entry : own) sum += entry.second->capacity_nbytes();
  if (sum <= share_.bytes()) return;
  share_ = MemoryBudget::Share();
  try {
    share_ = budget->Take(sum, "tensors that operators make");
  } catch (const Error&) {
    for (const auto& entry : own) *workspace.GetBlob(entry.first)->GetMutable<Tensor>() = Tensor();
    throw;
  }
}

PlainFrame::PlainFrame(Workspace* parameters, const std::set<std::string>& local, const NetDefPtr& net) : Frame(parameters, local) {
  net_ = CreateNet(net, &workspace);
}

// --- CompiledFrame

CompiledFrame::CompiledFrame(Workspace* parameters, const std::set<std::string>& local, Plans* plans)
    : Frame(parameters, local), plans_(plans), operators_(static_cast<size_t>(plans->subject().net->op_size())) {}

CompiledFrame::~CompiledFrame() = default;

OperatorBase* CompiledFrame::OperatorAt(int i) {
  std::unique_ptr<OperatorBase>& op = operators_[static_cast<size_t>(i)];
  if (!op) op = CreateOperator(netdef::OperatorAt(plans_->subject().net, i), &workspace, i);
  return op.get();
}

CompiledFrame::Stretch& CompiledFrame::StretchAt(int first_op) {
  Stretch& stretch = stretches_[first_op];
  if (stretch.names.empty() && stretch.blobs.empty()) {
    stretch.first_op = first_op;
    for (const std::string& name : plans_->LiveAt(first_op)) {
      const Blob* blob = workspace.GetBlob(name);
      if (blob == nullptr || workspace.parent()->GetBlob(name) == blob) continue;  // a parameter
      stretch.names.push_back(name);
      stretch.blobs.push_back(blob);
    }
  }
  return stretch;
}

void CompiledFrame::Prepare(Stretch* stretch, int threads) {
  bool same = stretch->bound != nullptr && stretch->threads == threads;
  for (size_t i = 0; same && i < stretch->blobs.size(); ++i) same = Matches(stretch->seen[i], *stretch->blobs[i]);
  if (same) return;
  BlobSpecs specs;
  stretch->seen.clear();
  for (size_t i = 0; i < stretch->blobs.size(); ++i) {
    stretch->seen.push_back(SpecOf(*stretch->blobs[i]));
    specs[stretch->names[i]] = stretch->seen.back();
  }
  const std::shared_ptr<const compile::Plan> plan = plans_->Get(stretch->first_op, threads, specs);
  auto* known = stretch->plans.Find(plan.get());
  if (known == nullptr) {
    auto made = std::make_unique<compile::BoundPlan>(plan, &workspace, plans_->subject().budget, [this](int i) { return OperatorAt(i); });
    stretch->bound = nullptr;  // it may be the one that makes room
    stretch->plans.Put(plan.get(), std::move(made));
    known = stretch->plans.Find(plan.get());
  }
  compile::BoundPlan* const bound = known->get();
  bound->ForgetBlobs();
  stretch->bound = bound;
  stretch->threads = threads;
}

void CompiledFrame::Run(compile::StepWatcher* watcher) {
  const RunScope scope;
  const NetDef& net = *plans_->subject().net;
  for (int at = 0; at < net.op_size();) {
    Stretch& stretch = StretchAt(at);
    Prepare(&stretch, KernelThreads());
    if (!stretch.bound->Run(watcher)) return;
    at = stretch.bound->plan().end_op;
  }
}

bool CompiledFrame::IsInArena(const void* p) const {
  bool found = false;
  for (const auto& entry : stretches_) entry.second.plans.ForEach([&](const auto& bound) { found = found || bound->Contains(p); });
  return found;
}

size_t CompiledFrame::bytes() const {
  size_t sum = Frame::bytes();
  for (const auto& entry : stretches_) entry.second.plans.ForEach([&](const auto& bound) { sum += bound->bytes(); });
  return sum;
}

}  // namespace netdef
