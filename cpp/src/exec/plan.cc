#include "netdef/plan.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "exec/plan_executor.h"

namespace netdef {

bool RunPlan(const caffe2::PlanDef& plan, Workspace* ws) { return PlanExecutor(plan, ws).Run(); }

struct BackgroundPlan::State {
  State(const caffe2::PlanDef& def, Workspace* ws) : plan(def), executor(plan, ws) {}

  const caffe2::PlanDef plan;
  PlanExecutor executor;
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false, succeeded = false;
  std::exception_ptr error;
  std::thread thread;
};

BackgroundPlan::BackgroundPlan(const caffe2::PlanDef& plan, Workspace* ws)
    : state_(std::make_unique<State>(plan, ws)) {
  state_->thread = std::thread([state = state_.get()] {
    bool ok = false;
    std::exception_ptr error;
    try {
      ok = state->executor.Run();
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(state->mutex);
    state->done = true;
    state->succeeded = ok;
    state->error = error;
    state->ended.notify_all();
  });
}

BackgroundPlan::~BackgroundPlan() { state_->thread.join(); }

bool BackgroundPlan::is_done() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->done;
}

bool BackgroundPlan::is_succeeded() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->done && state_->succeeded;
}

std::string BackgroundPlan::error() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (!state_->error) return "";
  try {
    std::rethrow_exception(state_->error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an unknown exception";
  }
}

void BackgroundPlan::Wait() const {
  std::unique_lock<std::mutex> lock(state_->mutex);
  state_->ended.wait(lock, [this] { return state_->done; });
}

void BackgroundPlan::Cancel() {
  std::unique_lock<std::mutex> lock(state_->mutex);
  while (!state_->done) {
    lock.unlock();
    state_->executor.Cancel();
    lock.lock();
    state_->ended.wait_for(lock, std::chrono::milliseconds(20), [this] { return state_->done; });
  }
}

void BackgroundPlan::Rethrow() const {
  Wait();
  if (state_->error) std::rethrow_exception(state_->error);
}

std::unique_ptr<BackgroundPlan> RunPlanInBackground(const caffe2::PlanDef& plan, Workspace* ws) {
  return std::make_unique<BackgroundPlan>(plan, ws);
}

bool Workspace::RunPlan(const caffe2::PlanDef& plan) { return netdef::RunPlan(plan, this); }

}  // namespace netdef
