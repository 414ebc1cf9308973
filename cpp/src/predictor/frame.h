// What one call runs in: blobs of its own over the parameters, and the net bound to them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/memory_budget.h"
#include "base/recently_used.h"
#include "compile/bound_plan.h"
#include "netdef/net.h"
#include "netdef/workspace.h"
#include "predictor/plans.h"

namespace netdef {

// A child of the parameters' workspace in which all that the net writes and all that a call supplies is local.
class Frame {
 public:
  Frame(Workspace* parameters, const std::set<std::string>& local);
  virtual ~Frame() = default;
  virtual void Run(compile::StepWatcher* watcher) = 0;
  virtual size_t bytes() const;  // of tensors that the frame owns, and arenas
  // After a run: takes of the budget for the tensors that operators made, but for `outputs`, which leave. Frees all where there is not enough.
  void Charge(MemoryBudget* budget, const std::vector<std::string>& outputs);

  Workspace workspace;

 protected:
  virtual bool IsInArena(const void*) const { return false; }

 private:
  std::map<std::string, const Tensor*> OwnTensors() const;  // by blob

  MemoryBudget::Share share_;
};

// The net as it is written, by its executor.
class PlainFrame final : public Frame {
 public:
  PlainFrame(Workspace* parameters, const std::set<std::string>& local, const NetDefPtr& net);
  void Run(compile::StepWatcher*) override { net_->Run(); }

 private:
  std::unique_ptr<NetBase> net_;
};

// The optimised net, by plans for the shapes that come.
class CompiledFrame final : public Frame {
 public:
  CompiledFrame(Workspace* parameters, const std::set<std::string>& local, Plans* plans);
  ~CompiledFrame() override;
  void Run(compile::StepWatcher* watcher) override;
  size_t bytes() const override;

 protected:
  bool IsInArena(const void* p) const override;

 private:
  // A part of the net between two points where shapes become known, as it ran last.
  struct Stretch {
    int first_op = 0, threads = 0;
    std::vector<std::string> names;
    std::vector<const Blob*> blobs;
    std::vector<TensorSpec> seen;
    RecentlyUsed<const compile::Plan*, std::unique_ptr<compile::BoundPlan>> plans{8};
    compile::BoundPlan* bound = nullptr;  // one of them
  };

  Stretch& StretchAt(int first_op);
  void Prepare(Stretch* stretch, int threads);
  OperatorBase* OperatorAt(int i);

  Plans* plans_;
  std::vector<std::unique_ptr<OperatorBase>> operators_;  // those that run as they are
  std::map<int, Stretch> stretches_;
};

}  // namespace netdef
