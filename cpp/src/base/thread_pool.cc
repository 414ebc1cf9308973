#include "base/thread_pool.h"

#include <map>
#include <memory>
#include <utility>

#include "netdef/error.h"
#include "netdef/parallel.h"

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace netdef {

ThreadPool::ThreadPool(int threads) {
  NETDEF_ENFORCE(threads >= 1, "a thread pool needs at least one thread, got ", threads);
  for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { Work(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::Submit(std::function<void()> task) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void ThreadPool::Work() {
  const SingleThreadScope one_thread;
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

ThreadPool& ThreadPool::Shared(int threads) {
  static std::mutex mutex;
  // Pools live as long as the process: joining threads while statics are destroyed can hang. After
  // fork() the child has none of the parent's threads, so each process has pools of its own.
  static auto* pools = new std::map<std::pair<long, int>, ThreadPool*>();
  long process = 0;
#if defined(__unix__) || defined(__APPLE__)
  process = static_cast<long>(getpid());
#endif
  std::lock_guard<std::mutex> lock(mutex);
  ThreadPool*& pool = (*pools)[{process, threads}];
  if (pool == nullptr) pool = new ThreadPool(threads);
  return *pool;
}

}  // namespace netdef
