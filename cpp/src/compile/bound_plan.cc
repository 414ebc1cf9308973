#include "compile/bound_plan.h"

#include <set>

#include "netdef/operator.h"
#include "netdef/workspace.h"

namespace netdef {
namespace compile {
namespace {

bool IsFixed(Home home) { return home == Home::kArena || home == Home::kConstant; }

Int8Tensor* Quantized(Blob* blob, const Quantization& quantization) {
  auto* tensor = blob->GetMutable<Int8Tensor>();
  tensor->scale = quantization.scale;
  tensor->zero_point = quantization.zero_point;
  return tensor;
}

}  // namespace

BoundPlan::BoundPlan(std::shared_ptr<const Plan> plan, Workspace* ws, MemoryBudget* budget, const std::function<OperatorBase*(int)>& operators)
    : plan_(std::move(plan)),
      share_(budget->Take(plan_->arena_bytes + plan_->scratch_bytes, "the values of a run")),
      arena_(plan_->arena_bytes),
      scratch_(plan_->scratch_bytes),
      addresses_(plan_->values.size(), nullptr),
      views_(plan_->values.size()),
      blobs_(plan_->values.size(), nullptr) {
  static_cast<void>(budget->Take(plan_->blob_bytes, "tensors that operators make"));  // they count once they are there
  const auto use_blob = [&](int value) {
    const Value& v = plan_->values[static_cast<size_t>(value)];
    Blob* blob = blobs_[static_cast<size_t>(value)] = ws->GetBlob(v.blob);
    NETDEF_ENFORCE(blob != nullptr, "no blob for ", v.blob);
    if (v.spec.int8) Quantized(blob, v.quantization);
  };
  for (size_t v = 0; v < plan_->values.size(); ++v) {
    const Value& value = plan_->values[v];
    size_t offset = 0;
    const int root = plan_->RootOf(static_cast<int>(v), &offset);
    views_[static_cast<size_t>(root)].push_back({static_cast<int>(v), offset});
    if (value.home == Home::kInput || value.home == Home::kOutput || value.home == Home::kBlob) use_blob(static_cast<int>(v));
  }
  for (size_t v = 0; v < plan_->values.size(); ++v) {
    const Value& value = plan_->values[v];
    if (value.home == Home::kArena) SetAddress(static_cast<int>(v), static_cast<char*>(arena_.data()) + value.offset);
    if (value.home == Home::kConstant) SetAddress(static_cast<int>(v), const_cast<void*>(value.constant));
  }
  for (const PlanStep& step : plan_->steps) {
    Running running;
    if (step.kernel) {
      Operands operands;
      for (const auto* list : {&step.reads, &step.writes}) {
        for (int value : *list) {
          const Home home = plan_->values[static_cast<size_t>(plan_->RootOf(value))].home;
          operands.push_back({&addresses_[static_cast<size_t>(value)], IsFixed(home)});
        }
      }
      running.step = step.kernel->Bind(operands, scratch_.data());
    } else {
      for (int value : step.published) use_blob(value);
      running.op = operators(step.op);
    }
    steps_.push_back(std::move(running));
  }
}

BoundPlan::~BoundPlan() = default;

void BoundPlan::SetAddress(int root, void* address) {
  for (const View& view : views_[static_cast<size_t>(root)]) {
    addresses_[static_cast<size_t>(view.value)] = static_cast<char*>(address) + view.offset;
  }
}

bool BoundPlan::HoldsItsType(int value) const {
  const Blob& blob = *blobs_[static_cast<size_t>(value)];
  return plan_->values[static_cast<size_t>(value)].spec.int8 ? blob.IsType<Int8Tensor>() : blob.IsType<Tensor>();
}

Tensor* BoundPlan::BlobTensor(int value) const {
  Blob* blob = blobs_[static_cast<size_t>(value)];
  const Value& v = plan_->values[static_cast<size_t>(value)];
  if (!v.spec.int8) return blob->GetMutable<Tensor>();
  return blob->IsType<Int8Tensor>() ? &blob->GetMutable<Int8Tensor>()->t : &Quantized(blob, v.quantization)->t;
}

void BoundPlan::ForgetBlobs() {
  std::set<const Blob*> given;  // what an operator overwrites may be an input as well
  for (int v : plan_->inputs) given.insert(blobs_[static_cast<size_t>(v)]);
  for (size_t v = 0; v < blobs_.size(); ++v) {
    if (blobs_[v] != nullptr && given.count(blobs_[v]) == 0) *BlobTensor(static_cast<int>(v)) = Tensor();
  }
}

bool BoundPlan::Run(StepWatcher* watcher) {
  for (int v : plan_->inputs) SetAddress(v, const_cast<void*>(BlobTensor(v)->raw_data()));
  for (int v : plan_->outputs) {
    const Value& value = plan_->values[static_cast<size_t>(v)];
    BlobTensor(v)->Resize(value.spec.dims, value.spec.dtype);
    SetAddress(v, BlobTensor(v)->raw_mutable_data(value.spec.dtype));
  }
  for (size_t i = 0; i < steps_.size(); ++i) {
    if (watcher != nullptr) watcher->Before(plan_->steps[i]);
    if (steps_[i].step) {
      steps_[i].step->Run();
    } else if (!RunAsIs(i)) {
      return false;
    }
    if (watcher != nullptr) watcher->After(plan_->steps[i]);
  }
  return true;
}

bool BoundPlan::RunAsIs(size_t i) {
  const PlanStep& step = plan_->steps[i];
  for (int v : step.published) {
    const Value& value = plan_->values[static_cast<size_t>(v)];
    Tensor* tensor = BlobTensor(v);
    void* address = addresses_[static_cast<size_t>(v)];
    if (tensor->has_storage() && tensor->raw_data() == address && tensor->dims() == value.spec.dims) continue;
    *tensor = Tensor::Wrap(address, value.spec.dims, value.spec.dtype);
  }
  try {
    if (!steps_[i].op->RunObserved()) return false;
  } catch (Error& e) {
    e.SetNet(plan_->net, step.op);
    throw;
  }
  for (int v : step.results) {
    if (v < 0) continue;
    const Value& value = plan_->values[static_cast<size_t>(v)];
    NETDEF_ENFORCE(HoldsItsType(v), "operator ", step.what, " made '", value.blob, "' another object than the tensor of its shape rule: ",
                   blobs_[static_cast<size_t>(v)]->TypeName());
    Tensor* tensor = BlobTensor(v);
    NETDEF_ENFORCE(tensor->dims() == value.spec.dims && tensor->dtype() == value.spec.dtype, "operator ", step.what, " made '",
                   value.blob, "' with shape [", DimsString(tensor->dims()), "], its shape rule says [", DimsString(value.spec.dims), "]");
    // An output that shares an input's memory would change when the arena gives that to others.
    if (arena_.Contains(tensor->raw_data())) *tensor = tensor->Clone();
    SetAddress(v, const_cast<void*>(tensor->raw_data()));
  }
  return true;
}

}  // namespace compile
}  // namespace netdef
