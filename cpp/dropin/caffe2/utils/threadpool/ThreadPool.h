// Loops over netdef's threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "netdef/parallel.h"

namespace caffe2 {

class ThreadPool {
 public:
  static std::unique_ptr<ThreadPool> defaultThreadPool() { return std::make_unique<ThreadPool>(netdef::NumThreads()); }
  explicit ThreadPool(int threads) : threads_(threads) {}

  int getNumThreads() const { return threads_; }
  void setMinWorkSize(size_t size) { min_work_size_ = size; }
  size_t getMinWorkSize() const { return min_work_size_; }
  // Calls fn(thread, i) for every i below `range`. `thread` is always 0: loops share no memory by it.
  void run(const std::function<void(int, size_t)>& fn, size_t range) {
    netdef::ParallelFor(0, static_cast<int64_t>(range), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) fn(0, static_cast<size_t>(i));
    });
  }

 private:
  int threads_;
  size_t min_work_size_ = 1;
};

}  // namespace caffe2
