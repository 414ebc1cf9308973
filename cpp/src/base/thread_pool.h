// A fixed set of worker threads and a queue. Kernels that run in a worker use one thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "netdef/export.h"

namespace netdef {

class NETDEF_API ThreadPool {
 public:
  explicit ThreadPool(int threads);  // throws where threads < 1
  ~ThreadPool();                     // finishes what is queued
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // `task` must not throw.
  void Submit(std::function<void()> task);
  int size() const { return static_cast<int>(workers_.size()); }

  // The pool of the process with `threads` workers, started at first use and shared by all who
  // ask for that size.
  static ThreadPool& Shared(int threads);

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace netdef
