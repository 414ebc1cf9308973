// A plan in the memory of one frame, ready to run again and again.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/buffer.h"
#include "base/memory_budget.h"
#include "compile/plan.h"

namespace netdef {

class Blob;
class OperatorBase;
class Tensor;
class Workspace;

namespace compile {

// Told of every step that ran, for a profile.
class StepWatcher {
 public:
  virtual ~StepWatcher() = default;
  virtual void Before(const PlanStep& step) = 0;
  virtual void After(const PlanStep& step) = 0;
};

class BoundPlan {
 public:
  // `operators` gives the frame's operator of a position in the net; blobs are those of `ws`.
  // Throws where `budget` does not have the memory.
  BoundPlan(std::shared_ptr<const Plan> plan, Workspace* ws, MemoryBudget* budget, const std::function<OperatorBase*(int)>& operators);
  ~BoundPlan();

  // False where an operator says so. Inputs must be in their blobs, with the shapes of the plan.
  bool Run(StepWatcher* watcher);
  // To be called where another plan used the workspace since: blobs may hold what is not theirs.
  void ForgetBlobs();

  const Plan& plan() const { return *plan_; }
  size_t bytes() const { return arena_.bytes() + scratch_.bytes(); }
  bool Contains(const void* p) const { return arena_.Contains(p); }

 private:
  struct View {
    int value;
    size_t offset;
  };
  struct Running {
    std::unique_ptr<Step> step;
    OperatorBase* op = nullptr;
  };

  void SetAddress(int root, void* address);
  bool RunAsIs(size_t i);
  // Asked for each time: an operator that runs as it is may have put another object into the blob.
  Tensor* BlobTensor(int value) const;
  bool HoldsItsType(int value) const;

  const std::shared_ptr<const Plan> plan_;
  const MemoryBudget::Share share_;
  Buffer arena_, scratch_;
  std::vector<void*> addresses_;           // of values
  std::vector<std::vector<View>> views_;   // of each root, itself included
  std::vector<Blob*> blobs_;               // of values that live in or go through blobs
  std::vector<Running> steps_;
};

}  // namespace compile
}  // namespace netdef
