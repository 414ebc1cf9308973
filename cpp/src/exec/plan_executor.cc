#include "exec/plan_executor.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <system_error>
#include <thread>
#include <utility>

#include "netdef/tensor.h"

namespace netdef {

using caffe2::ExecutionStep;

namespace {

constexpr int64_t kMaxThreads = 2048;  // of one plan at a time
constexpr auto kCancelAgain = std::chrono::milliseconds(20);
constexpr char kNodeId[] = "NODE_ID";
constexpr char kGlobalWorkspaceId[] = "GLOBAL_WORKSPACE_ID";

// How often a step may begin another iteration.
class Iterations {
 public:
  explicit Iterations(const ExecutionStep& def) {
    if (def.has_should_stop_blob()) {
      NETDEF_ENFORCE(!def.has_num_iter(), "step '", def.name(),
                     "': Must not specify num_iter if should_stop_blob is set");
      endless_ = !def.only_once();
    } else {
      NETDEF_ENFORCE(!def.has_only_once(), "step '", def.name(), "': only_once without should_stop_blob is not supported");
      if (def.has_num_iter()) left_ = def.num_iter();
    }
  }
  bool Next() { return endless_ || left_-- > 0; }

 private:
  bool endless_ = false;
  int64_t left_ = 1;
};

bool IsSet(const Blob* should_stop) {
  if (should_stop == nullptr || should_stop->empty()) return false;
  const Tensor& flag = should_stop->Get<Tensor>();
  NETDEF_ENFORCE(flag.IsType<bool>() && flag.numel() == 1, "should_stop_blob: expects a scalar boolean, got ",
                 flag.numel(), " elements of type ", DTypeName(flag.dtype()));
  return flag.data<bool>()[0];
}

}  // namespace

// Threads of a plan that end together. What they throw fails the plan.
class PlanExecutor::Threads {
 public:
  explicit Threads(PlanExecutor* plan) : plan_(plan) {}
  ~Threads() { Join(); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  void Start(std::function<bool()> fn) {
    plan_->TakeThread();
    ++left_;
    try {
      threads_.emplace_back([this, fn = std::move(fn)] {
        plan_->Guard(fn);
        const std::lock_guard<std::mutex> lock(mutex_);
        --left_;
        changed_.notify_all();
      });
    } catch (const std::system_error& e) {
      --left_;
      --plan_->threads_;
      NETDEF_THROW_KIND(kLimit, "plan '", plan_->plan_.name(), "': cannot start a thread: ", e.what());
    }
  }

  // Calls fn now and then until the threads are joined, and once more then.
  void StartTimed(int64_t every_ms, std::function<bool()> fn) {
    // A day is as good as any longer time, and safe to add to the clock.
    const std::chrono::milliseconds interval(std::clamp<int64_t>(every_ms, 1, 86400000));
    Start([this, interval, fn = std::move(fn)] {
      std::unique_lock<std::mutex> lock(mutex_);
      do {
        changed_.wait_for(lock, interval, [this] { return joining_; });
        lock.unlock();
        fn();  // that it could not run once is no reason to stop
        lock.lock();
      } while (!joining_ && !plan_->stopping_);
      return true;
    });
  }

  void Join() {
    std::unique_lock<std::mutex> lock(mutex_);
    joining_ = true;
    changed_.notify_all();
    // A net that begins while the plan is being stopped may miss its cancellation.
    while (!changed_.wait_for(lock, kCancelAgain, [this] { return left_ == 0; })) {
      if (!plan_->stopping_) continue;
      lock.unlock();
      plan_->Cancel();
      lock.lock();
    }
    lock.unlock();
    for (std::thread& thread : threads_) thread.join();
    plan_->threads_ -= static_cast<int64_t>(threads_.size());
    threads_.clear();
  }

 private:
  PlanExecutor* plan_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<int> left_{0};
  bool joining_ = false;
  std::vector<std::thread> threads_;
};

PlanExecutor::PlanExecutor(const caffe2::PlanDef& plan, Workspace* ws) : plan_(plan), main_{ws, {}} {
  for (const caffe2::NetDef& net : plan.network()) {
    const bool added = net_defs_.emplace(net.name(), std::make_shared<caffe2::NetDef>(net)).second;
    NETDEF_ENFORCE(added, "Your plan contains networks of the same name \"", net.name(),
                   "\", which should not happen. Check your plan to see if you made a programming error in creating "
                   "the plan.");
  }
}

bool PlanExecutor::Run() {
  bool ok = true;
  Guard([&] {
    for (const ExecutionStep& def : plan_.execution_step()) {
      if (!Execute(Prepare(def, &main_))) return ok = false;
    }
    return true;
  });
  const std::lock_guard<std::mutex> lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  return ok && !stopping_;
}

void PlanExecutor::Cancel() {
  stopping_ = true;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (NetBase* net : running_) net->Cancel();
}

void PlanExecutor::Fail(std::exception_ptr error) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // What is thrown after a failure is its consequence as often as not.
    if (!stopping_) error_ = std::move(error);
    stopping_ = true;
  }
  Cancel();
}

void PlanExecutor::Guard(const std::function<bool()>& fn) {
  try {
    if (!fn()) Fail(nullptr);
  } catch (...) {
    Fail(std::current_exception());
  }
}

void PlanExecutor::TakeThread() {
  if (++threads_ <= kMaxThreads) return;
  --threads_;
  NETDEF_THROW_KIND(kLimit, "plan '", plan_.name(), "' needs more than ", kMaxThreads, " threads at once");
}

// --- compiling

PlanExecutor::Step PlanExecutor::Prepare(const ExecutionStep& def, Scope* scope) {
  return {&def, scope, def.create_workspace() ? nullptr : Compile(def, scope)};
}

std::unique_ptr<PlanExecutor::Body> PlanExecutor::Compile(const ExecutionStep& def, Scope* scope) {
  NETDEF_ENFORCE(def.substep_size() == 0 || def.network_size() == 0, "An ExecutionStep should either have substep or "
                 "networks but not both; step '", def.name(), "' has ", def.substep_size(), " and ", def.network_size());
  auto body = std::make_unique<Body>();
  for (const ExecutionStep& substep : def.substep()) {
    (substep.has_run_every_ms() ? body->timed_substeps : body->substeps).push_back(Prepare(substep, scope));
  }
  for (const std::string& name : def.network()) body->nets.push_back(GetNet(def, name, scope));
  if (def.has_should_stop_blob()) {
    body->should_stop = scope->ws->GetBlob(def.should_stop_blob());
    NETDEF_ENFORCE(body->should_stop != nullptr, "step '", def.name(), "': should_stop_blob: blob ",
                   def.should_stop_blob(), " does not exist");
  }
  if (def.has_report_net()) {
    NETDEF_ENFORCE(def.has_report_interval(), "A report_interval must be provided if report_net is set.");
    body->report_net = GetNet(def, def.report_net(), scope);
  }
  return body;
}

NetBase* PlanExecutor::GetNet(const ExecutionStep& def, const std::string& name, Scope* scope) {
  const auto made = scope->nets.find(name);
  if (made != scope->nets.end()) return made->second;
  const auto it = net_defs_.find(name);
  NETDEF_ENFORCE(it != net_defs_.end(), "ExecutionStep ", def.name(), " uses undefined net ", name);
  return scope->nets[name] = scope->ws->CreateNet(it->second, /*overwrite=*/true);
}

// A number for each workspace made on this node; programs tell their workers apart by it.
void PlanExecutor::SetWorkspaceId(Workspace* ws) {
  const Blob* node_id = ws->GetBlob(kNodeId);
  if (node_id == nullptr) return;
  const Tensor& node = node_id->Get<Tensor>();
  NETDEF_ENFORCE(node.IsType<int32_t>() && node.numel() >= 1, kNodeId, " must hold an int32");
  int32_t sequence;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    NETDEF_ENFORCE(workspace_ids_ < (1 << 16), "Integer overflow while calculating ", kGlobalWorkspaceId, " blob");
    sequence = workspace_ids_++;
  }
  Tensor* id = ws->CreateLocalBlob(kGlobalWorkspaceId)->GetMutable<Tensor>();
  id->Resize(Dims{});
  *id->mutable_data<int32_t>() =
      static_cast<int32_t>(static_cast<uint32_t>(node.data<int32_t>()[0]) << 16) + sequence;
}

// --- executing

bool PlanExecutor::Execute(const Step& step) {
  if (step.body) return ExecuteBody(*step.def, *step.body);
  Workspace ws(step.scope->ws);
  SetWorkspaceId(&ws);
  Scope scope{&ws, {}};
  return ExecuteBody(*step.def, *Compile(*step.def, &scope));
}

bool PlanExecutor::ExecuteBody(const ExecutionStep& def, const Body& body) {
  Threads clocks(this);
  try {
    if (body.report_net != nullptr) {
      clocks.StartTimed(int64_t{1000} * def.report_interval(), [&] { return RunNet(body.report_net); });
    }
    for (const Step& timed : body.timed_substeps) {
      clocks.StartTimed(timed.def->run_every_ms(), [&] { return Execute(timed); });
    }
    return def.substep_size() != 0 ? RunSubsteps(def, body) : RunNets(def, body);
  } catch (...) {
    Fail(std::current_exception());  // before the clocks are waited for
    return false;
  }
}

bool PlanExecutor::RunNets(const ExecutionStep& def, const Body& body) {
  if (body.nets.empty()) return true;  // should_stop_blob could not change
  for (Iterations iterations(def); iterations.Next();) {
    for (NetBase* net : body.nets) {
      if (!RunNet(net)) return false;
      if (IsSet(body.should_stop)) return true;
    }
  }
  return true;
}

bool PlanExecutor::RunSubsteps(const ExecutionStep& def, const Body& body) {
  const auto substeps = static_cast<int64_t>(body.substeps.size());
  const int64_t instances = def.has_num_concurrent_instances() ? def.num_concurrent_instances() : 1;
  NETDEF_ENFORCE(instances >= 0, "step '", def.name(), "': num_concurrent_instances is ", instances);
  const bool concurrent = (def.concurrent_substeps() && def.substep_size() > 1) || instances > 1;
  for (Iterations iterations(def); iterations.Next();) {
    if (concurrent) {
      if (!RunConcurrently(body, substeps * instances)) return false;
      if (IsSet(body.should_stop)) return true;
    } else {
      for (const Step& substep : body.substeps) {
        if (!Execute(substep)) return false;
        if (IsSet(body.should_stop)) return true;
      }
    }
    if (substeps * instances == 0) {
      // Only the clock has work: wait for it to raise the flag.
      if (body.should_stop == nullptr || body.timed_substeps.empty()) return true;
      if (stopping_) return false;
      if (IsSet(body.should_stop)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return true;
}

bool PlanExecutor::RunConcurrently(const Body& body, int64_t threads) {
  Threads workers(this);
  for (int64_t i = 0; i < threads; ++i) {
    const Step& substep = body.substeps[static_cast<size_t>(i) % body.substeps.size()];
    Guard([&] {
      workers.Start([&] { return Execute(substep); });
      return true;
    });
    if (stopping_) break;
  }
  workers.Join();
  return !stopping_;
}

bool PlanExecutor::RunNet(NetBase* net) {
  struct Entry {
    Entry(PlanExecutor* p, NetBase* n) : plan(p) {
      const std::lock_guard<std::mutex> lock(plan->mutex_);
      position = plan->running_.insert(n);
    }
    ~Entry() {
      const std::lock_guard<std::mutex> lock(plan->mutex_);
      plan->running_.erase(position);
    }
    PlanExecutor* plan;
    std::multiset<NetBase*>::iterator position;
  };
  const Entry entry(this, net);
  return !stopping_ && net->Run();
}

}  // namespace netdef
