// A queue between threads.
#pragma once

#include <condition_variable>
#include <mutex>
#include <queue>

#include "caffe2/core/logging.h"

namespace caffe2 {

template <typename T>
class SimpleQueue {
 public:
  SimpleQueue() = default;
  SimpleQueue(const SimpleQueue&) = delete;
  SimpleQueue& operator=(const SimpleQueue&) = delete;

  // Waits for an item; false where there is none and will be none.
  bool Pop(T* value) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty() || no_more_jobs_; });
    if (items_.empty()) return false;
    *value = std::move(items_.front());
    items_.pop();
    return true;
  }
  int size() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<int>(items_.size());
  }
  void Push(const T& value) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      CAFFE_ENFORCE(!no_more_jobs_, "Cannot push to a closed queue.");
      items_.push(value);
    }
    changed_.notify_one();
  }
  // What is there is still given out.
  void NoMoreJobs() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      no_more_jobs_ = true;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<T> items_;
  bool no_more_jobs_ = false;
};

}  // namespace caffe2
