#include "netdef/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

#include "base/thread_pool.h"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace netdef {
namespace {

std::atomic<int> requested_threads{0};
std::atomic<int> active_runs{0};
// Threads the kernels of this thread may use; 0: outside every run, so as many as configured.
thread_local int kernel_threads = 0;

int DefaultThreads() {
  static const int threads = [] {
    if (const char* text = std::getenv("NETDEF_NUM_THREADS")) {
      const int n = std::atoi(text);
      if (n > 0) return n;
    }
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }();
  return threads;
}

int SetOpenMPThreads(int n) {
#ifdef _OPENMP
  const int previous = omp_get_max_threads();
  if (previous != n) omp_set_num_threads(n);
  return previous;
#else
  return n;
#endif
}

class FirstException {
 public:
  template <typename Fn>
  void Guard(Fn&& fn) {
    try {
      fn();
    } catch (...) {
      std::lock_guard<std::mutex> lock(mutex_);
      if (!exception_) exception_ = std::current_exception();
    }
  }
  void Rethrow() {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr exception_;
};

}  // namespace

void SetNumThreads(int n) { requested_threads = std::max(0, n); }

int NumThreads() {
  const int n = requested_threads;
  return n > 0 ? n : DefaultThreads();
}

int KernelThreads() { return kernel_threads > 0 ? kernel_threads : NumThreads(); }

RunScope::RunScope() : previous_kernel_threads_(kernel_threads) {
  const bool alone = active_runs.fetch_add(1) == 0;
  if (kernel_threads == 0) kernel_threads = alone ? NumThreads() : 1;
  previous_openmp_threads_ = SetOpenMPThreads(kernel_threads);
}

RunScope::~RunScope() {
  kernel_threads = previous_kernel_threads_;
  SetOpenMPThreads(previous_openmp_threads_);
  active_runs.fetch_sub(1);
}

KernelThreadsScope::KernelThreadsScope(int threads) : previous_kernel_threads_(kernel_threads) {
  kernel_threads = std::max(1, threads);
  previous_openmp_threads_ = SetOpenMPThreads(kernel_threads);
}

KernelThreadsScope::~KernelThreadsScope() {
  kernel_threads = previous_kernel_threads_;
  SetOpenMPThreads(previous_openmp_threads_);
}

namespace internal {

// Ranges are cut evenly, one for each thread, so that a kernel's result does not depend on timing.
void RunParallel(int64_t begin, int64_t end, int64_t grain, void (*body)(void*, int64_t, int64_t), void* context) {
  const int64_t items = end - begin;
  const int64_t by_grain = (items + std::max<int64_t>(grain, 1) - 1) / std::max<int64_t>(grain, 1);
  const int threads = static_cast<int>(std::min<int64_t>(KernelThreads(), by_grain));
  FirstException first;
  const auto run_range = [&](int i) {
    const int64_t b = begin + items * i / threads;
    const int64_t e = begin + items * (i + 1) / threads;
    first.Guard([&] { body(context, b, e); });
  };
#ifdef _OPENMP
  const int outer = kernel_threads;
#pragma omp parallel num_threads(threads)
  {
    kernel_threads = 1;
#pragma omp for schedule(static, 1)
    for (int i = 0; i < threads; ++i) run_range(i);
    kernel_threads = 0;  // pool threads of OpenMP belong to nobody between regions
  }
  kernel_threads = outer;
#else
  std::mutex mutex;
  std::condition_variable done;
  int left = threads - 1;
  ThreadPool& pool = ThreadPool::Shared(std::max(1, NumThreads() - 1));
  for (int i = 1; i < threads; ++i) {
    pool.Submit([&, i] {
      run_range(i);
      std::lock_guard<std::mutex> lock(mutex);
      if (--left == 0) done.notify_one();
    });
  }
  {
    const SingleThreadScope one_thread;
    run_range(0);
  }
  std::unique_lock<std::mutex> lock(mutex);
  done.wait(lock, [&] { return left == 0; });
#endif
  first.Rethrow();
}

}  // namespace internal
}  // namespace netdef
