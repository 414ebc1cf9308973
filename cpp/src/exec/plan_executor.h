// Runs a plan: compiles steps (finds blobs, creates nets) and executes them, with threads for those
// that run side by side or by the clock.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/net.h"
#include "netdef/workspace.h"

namespace netdef {

class PlanExecutor {
 public:
  // `plan` and `ws` must outlive the executor.
  PlanExecutor(const caffe2::PlanDef& plan, Workspace* ws);

  bool Run();     // once
  void Cancel();  // from any thread; nets that start just now may miss it, so repeat until Run is over

 private:
  // A workspace and the nets that this plan has made in it.
  struct Scope {
    Workspace* ws;
    std::map<std::string, NetBase*> nets;
  };
  struct Step;
  // What a step needs to run in one scope.
  struct Body {
    std::vector<NetBase*> nets;
    std::vector<Step> substeps;
    std::vector<Step> timed_substeps;  // those with run_every_ms
    NetBase* report_net = nullptr;
    const Blob* should_stop = nullptr;
  };
  struct Step {
    const caffe2::ExecutionStep* def;
    Scope* scope;
    std::unique_ptr<Body> body;  // none for a step that makes a workspace whenever it runs
  };
  class Threads;

  Step Prepare(const caffe2::ExecutionStep& def, Scope* scope);
  std::unique_ptr<Body> Compile(const caffe2::ExecutionStep& def, Scope* scope);
  NetBase* GetNet(const caffe2::ExecutionStep& def, const std::string& name, Scope* scope);
  void SetWorkspaceId(Workspace* ws);

  // These say whether the plan may go on.
  bool Execute(const Step& step);
  bool ExecuteBody(const caffe2::ExecutionStep& def, const Body& body);
  bool RunNets(const caffe2::ExecutionStep& def, const Body& body);
  bool RunSubsteps(const caffe2::ExecutionStep& def, const Body& body);
  bool RunConcurrently(const Body& body, int64_t threads);
  bool RunNet(NetBase* net);

  // Calls fn; the plan fails where it says no or throws.
  void Guard(const std::function<bool()>& fn);
  void Fail(std::exception_ptr error);
  void TakeThread();

  const caffe2::PlanDef& plan_;
  std::map<std::string, std::shared_ptr<const caffe2::NetDef>> net_defs_;
  Scope main_;
  std::atomic<int64_t> threads_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // guards what follows
  std::multiset<NetBase*> running_;
  std::exception_ptr error_;
  int32_t workspace_ids_ = 0;
};

}  // namespace netdef
