// A fixed set of worker threads and a queue. Kernels that run in a worker use one thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
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
  int size() const;
  // False in a child that fork() made: the workers stayed behind in the parent.
  bool alive() const;

  // The pool of the process with `threads` workers, started at first use and shared by all who
  // ask for that size.
  static ThreadPool& Shared(int threads);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netdef
