// Plans: nets, and the steps that say how often, in which order and side by side they run.
#pragma once

#include <memory>
#include <string>

#include "netdef/export.h"
#include "netdef/workspace.h"

namespace netdef {

// Runs the steps of `plan` one after the other. Its nets are created in `ws`, each when its step
// begins, and replace nets of the same name. Throws the first error of any step; the steps beside
// it are cancelled. False where a net said so.
NETDEF_API bool RunPlan(const caffe2::PlanDef& plan, Workspace* ws);

// A plan that runs in a thread of its own. The workspace must outlive it.
class NETDEF_API BackgroundPlan {
 public:
  BackgroundPlan(const caffe2::PlanDef& plan, Workspace* ws);
  ~BackgroundPlan();  // waits for the end
  BackgroundPlan(const BackgroundPlan&) = delete;
  BackgroundPlan& operator=(const BackgroundPlan&) = delete;

  bool is_done() const;
  bool is_succeeded() const;  // done, and neither failed nor cancelled
  std::string error() const;  // what it threw; empty where it did not, or runs still
  void Wait() const;
  void Cancel();  // makes it end early, and waits for the end
  void Rethrow() const;  // waits for the end and throws what the plan threw

 private:
  struct State;
  std::unique_ptr<State> state_;
};

NETDEF_API std::unique_ptr<BackgroundPlan> RunPlanInBackground(const caffe2::PlanDef& plan, Workspace* ws);

}  // namespace netdef
