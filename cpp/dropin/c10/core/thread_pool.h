// Threads that take tasks from a queue.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "c10/macros/Macros.h"

namespace c10 {

class TaskThreadPoolBase {
 public:
  virtual ~TaskThreadPoolBase() = default;
  virtual void run(std::function<void()> task) = 0;
  virtual size_t size() const = 0;
  virtual size_t numAvailable() const = 0;
  virtual bool inThreadPool() const = 0;
};

// A task must not throw. The destructor waits for tasks that have begun and drops the others.
class ThreadPool : public TaskThreadPoolBase {
 public:
  explicit ThreadPool(int threads, int /*numa_node*/ = -1, const std::function<void()>& at_start = nullptr) {
    for (int i = 0; i < (threads > 0 ? threads : 1); ++i) {
      threads_.emplace_back([this, at_start] {
        if (at_start) at_start();
        Work();
      });
    }
  }
  ~ThreadPool() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void run(std::function<void()> task) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
  }
  // Until every task is done.
  void waitWorkComplete() {
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return tasks_.empty() && busy_ == 0; });
  }
  size_t size() const override { return threads_.size(); }
  size_t numAvailable() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return threads_.size() - busy_;
  }
  bool inThreadPool() const override {
    for (const std::thread& thread : threads_) {
      if (thread.get_id() == std::this_thread::get_id()) return true;
    }
    return false;
  }

 private:
  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
      if (ending_) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      ++busy_;
      lock.unlock();
      task();
      lock.lock();
      if (--busy_ == 0 && tasks_.empty()) done_.notify_all();
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_, done_;
  std::deque<std::function<void()>> tasks_;
  size_t busy_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

using TaskThreadPool = ThreadPool;

}  // namespace c10

namespace caffe2 {
using c10::TaskThreadPool;
using c10::TaskThreadPoolBase;
}  // namespace caffe2
