#include "base/thread_pool.h"

#include <map>
#include <system_error>
#include <utility>

#include "netdef/error.h"
#include "netdef/memory.h"
#include "netdef/parallel.h"

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace netdef {
namespace {

long ProcessId() {
#if defined(__unix__) || defined(__APPLE__)
  return static_cast<long>(getpid());
#else
  return 0;
#endif
}

}  // namespace

struct ThreadPool::State {
  const long process = ProcessId();
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> queue;
  bool stopping = false;
  std::vector<std::thread> workers;

  void Work() {
    const SingleThreadScope one_thread;
    while (true) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [this] { return stopping || !queue.empty(); });
        if (queue.empty()) return;
        task = std::move(queue.front());
        queue.pop_front();
      }
      task();
    }
  }

  void Join() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      stopping = true;
    }
    wake.notify_all();
    for (std::thread& worker : workers) worker.join();
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  NETDEF_ENFORCE(threads >= 1, "a thread pool needs at least one thread, got ", threads);
  State* state = state_.get();
  try {
    for (int i = 0; i < threads; ++i) state->workers.emplace_back([state] { state->Work(); });
  } catch (const std::system_error& e) {
    const size_t started = state->workers.size();
    state->Join();
    NETDEF_THROW_KIND(kLimit, "cannot start ", threads, " threads, only ", started, ": ", e.what());
  }
}

ThreadPool::~ThreadPool() {
  if (alive()) {
    state_->Join();
  } else {
    // Nobody is there to join, and the lock may have been held when the process forked.
    static_cast<void>(state_.release());
  }
}

void ThreadPool::Submit(std::function<void()> task) {
  const uint64_t limit = TensorLimitScope::Current();
  if (limit != UINT64_MAX) {
    task = [limit, inner = std::move(task)] {
      const TensorLimitScope scope(limit);
      inner();
    };
  }
  {
    std::lock_guard<std::mutex> lock(state_->mutex);
    state_->queue.push_back(std::move(task));
  }
  state_->wake.notify_one();
}

int ThreadPool::size() const { return static_cast<int>(state_->workers.size()); }

bool ThreadPool::alive() const { return state_->process == ProcessId(); }

ThreadPool& ThreadPool::Shared(int threads) {
  static std::mutex mutex;
  // Pools live as long as the process: joining threads while statics are destroyed can hang. After
  // fork() the child has none of the parent's threads, so each process has pools of its own.
  static auto* pools = new std::map<std::pair<long, int>, ThreadPool*>();
  std::lock_guard<std::mutex> lock(mutex);
  ThreadPool*& pool = (*pools)[{ProcessId(), threads}];
  if (pool == nullptr) pool = new ThreadPool(threads);
  return *pool;
}

}  // namespace netdef
