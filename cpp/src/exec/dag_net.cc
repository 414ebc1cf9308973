// The parallel executor: tasks of the graph run as soon as their parents are done.
//
// The thread that calls Run works like the others, so a run gets on even where every worker is busy
// or waits itself: a net inside an operator of another net cannot deadlock for want of threads.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>

#include "base/thread_pool.h"
#include "caffe2/proto/caffe2.pb.h"
#include "exec/executors.h"
#include "exec/profile.h"
#include "exec/task_graph.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

constexpr int kMaxWorkers = 256;  // a model from a stranger may ask for any number

class DagNet final : public NetBase {
 public:
  DagNet(std::shared_ptr<const NetDef> def, Workspace* ws, const DagOptions& options)
      : NetBase(std::move(def), ws), options_(options), graph_(BuildTaskGraph(debug_def())) {
    const int workers = debug_def().num_workers();
    NETDEF_ENFORCE(!options.workers_required || workers > 0, "net '", Name(), "' of type '", debug_def().type(),
                   "': Expected positive number of worker threads, got num_workers = ", workers);
    if (workers > 0) workers_ = std::min(workers, kMaxWorkers);
    if (options.keep_times) profile_ = std::make_unique<OperatorProfile>(this);
  }

  std::vector<OperatorTimes> GetOperatorTimes() const override {
    return profile_ ? profile_->Times() : NetBase::GetOperatorTimes();
  }

 protected:
  bool DoRun() override;

 private:
  class TaskRun;

  // Threads besides the caller's; nullptr where none are wanted.
  ThreadPool* Helpers(int threads) {
    if (threads <= 1) return nullptr;
    if (!options_.own_pool) return &ThreadPool::Shared(threads - 1);
    if (!own_pool_ || !own_pool_->alive() || own_pool_->size() != threads - 1) {
      own_pool_ = std::make_unique<ThreadPool>(threads - 1);
    }
    return own_pool_.get();
  }

  const DagOptions options_;
  const TaskGraph graph_;
  int workers_ = 0;  // 0: as many as kernels may use
  std::unique_ptr<OperatorProfile> profile_;
  std::unique_ptr<ThreadPool> own_pool_;
};

// One run. Helpers of the pool share it: one that comes when the run is over finds no task ready
// and touches nothing else.
class DagNet::TaskRun : public std::enable_shared_from_this<TaskRun> {
 public:
  TaskRun(DagNet* net, ThreadPool* pool, int kernel_threads)
      : net_(net), pool_(pool), kernel_threads_(kernel_threads), left_(net->graph_.size()) {
    parents_left_.reserve(left_);
    for (size_t t = 0; t < net->graph_.size(); ++t) {
      parents_left_.push_back(net->graph_[t].parents);
      if (parents_left_.back() == 0) ready_.push_back(static_cast<int>(t));
    }
  }

  bool Execute() {
    std::unique_lock<std::mutex> lock(mutex_);
    CallHelpers();
    while (true) {
      const int task = Take(/*caller=*/true);
      if (task >= 0) {
        Perform(task, lock);
      } else if (running_ == 0 && (stopped_ || left_ == 0)) {
        break;
      } else if (!stopped_) {
        caller_waits_ = true;
        changed_.wait(lock);
        caller_waits_ = false;
      } else {
        // An operator may have begun to wait for something just after it was told to give up.
        changed_.wait_for(lock, std::chrono::milliseconds(20));
        lock.unlock();
        net_->Cancel();
        lock.lock();
      }
    }
    // The caller alone keeps it: a helper that ends later must not be the one to destroy it.
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return !stopped_ && !net_->cancelled_;
  }

 private:
  void Help() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (int task; (task = Take(/*caller=*/false)) >= 0;) Perform(task, lock);
    --helpers_;
  }

  // The next ready task that this thread may run, or -1. One that runs alone is the caller's, whose
  // kernels have their threads already.
  int Take(bool caller) {
    if (stopped_ || ready_.empty() || (!caller && net_->graph_[static_cast<size_t>(ready_.front())].alone)) return -1;
    const int task = ready_.front();
    ready_.pop_front();
    ++running_;
    return task;
  }

  void Perform(int task, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    bool ok = false;
    std::exception_ptr error;
    try {
      ok = RunTask(net_->graph_[static_cast<size_t>(task)]);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (!ok && !stopped_) {
      error_ = std::move(error);  // the first in time
      stopped_ = true;
      ready_.clear();
      lock.unlock();
      net_->Cancel();
      lock.lock();
    }
    --running_;
    --left_;
    if (!stopped_) {
      for (int child : net_->graph_[static_cast<size_t>(task)].children) {
        if (--parents_left_[static_cast<size_t>(child)] == 0) ready_.push_back(child);
      }
      // This thread takes one of them itself.
      CallHelpers();
    }
    changed_.notify_one();
  }

  bool RunTask(const Task& task) {
    const KernelThreadsScope threads(task.alone ? kernel_threads_ : 1);
    for (int i : task.operators) {
      if (net_->cancelled_ || !net_->RunOperator(static_cast<size_t>(i))) return false;
    }
    return true;
  }

  void CallHelpers() {
    if (pool_ == nullptr) return;
    // The caller, or the helper that is calling, runs one of the ready tasks.
    int wanted = static_cast<int>(ready_.size()) - 1 + (caller_waits_ ? -1 : 0);
    for (; wanted > 0 && helpers_ < pool_->size(); --wanted) {
      ++helpers_;
      pool_->Submit([self = shared_from_this()] { self->Help(); });
    }
  }

  DagNet* const net_;
  ThreadPool* const pool_;
  const int kernel_threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> ready_;
  std::vector<int> parents_left_;  // by task
  size_t left_;                    // tasks not yet done
  int running_ = 0;
  int helpers_ = 0;
  bool caller_waits_ = false;
  bool stopped_ = false;
  std::exception_ptr error_;
};

bool DagNet::DoRun() {
  const int threads = std::min(workers_ > 0 ? workers_ : std::min(NumThreads(), kMaxWorkers),
                               static_cast<int>(std::min<size_t>(graph_.size(), kMaxWorkers)));
  if (threads <= 1) {
    // The order of the definition is an order of the graph.
    for (size_t i = 0; i < operators().size(); ++i) {
      if (cancelled_ || !RunOperator(i)) return false;
    }
    return !cancelled_;
  }
  return std::make_shared<TaskRun>(this, Helpers(threads), KernelThreads())->Execute();
}

}  // namespace

std::unique_ptr<NetBase> MakeDagNet(std::shared_ptr<const NetDef> def, Workspace* ws, const DagOptions& options) {
  return std::make_unique<DagNet>(std::move(def), ws, options);
}

}  // namespace netdef
