// Threads inside kernels, and how many a run may use.
#pragma once

#include <cstdint>
#include <type_traits>

#include "netdef/export.h"

namespace netdef {

// Threads one call may use by itself; 0 restores the default (NETDEF_NUM_THREADS, else one for
// each core). Takes effect with the next run.
NETDEF_API void SetNumThreads(int n);
NETDEF_API int NumThreads();

// Threads a kernel may use right now: NumThreads(), or 1 inside a pool worker, inside another
// ParallelFor, or while several runs are in progress.
NETDEF_API int KernelThreads();

namespace internal {
NETDEF_API void RunParallel(int64_t begin, int64_t end, int64_t grain, void (*body)(void*, int64_t, int64_t),
                            void* context);
}

// Calls fn(begin, end) over disjoint ranges that cover [begin, end), each of at least `grain`
// items; in this thread where that gives one range. An exception from fn is rethrown here.
template <typename Fn>
void ParallelFor(int64_t begin, int64_t end, int64_t grain, Fn&& fn) {
  if (end - begin <= grain || KernelThreads() <= 1) {
    if (begin < end) fn(begin, end);
    return;
  }
  internal::RunParallel(
      begin, end, grain, [](void* f, int64_t b, int64_t e) { (*static_cast<std::remove_reference_t<Fn>*>(f))(b, e); },
      const_cast<void*>(static_cast<const void*>(&fn)));
}

// How many pieces to cut `count` items into, each of at least `grain` items where there are as many.
inline int64_t ChunkCount(int64_t count, int64_t grain) {
  const int64_t most = count / (grain > 1 ? grain : 1), threads = KernelThreads();
  return most < 1 ? 1 : most < threads ? most : threads;
}

// As ParallelFor, but fn(chunk, begin, end) also learns which of the `chunks` pieces it does: its scratch memory.
template <typename Fn>
void ParallelChunks(int64_t count, int64_t chunks, Fn&& fn) {
  ParallelFor(0, chunks, 1, [&](int64_t first, int64_t last) {
    for (int64_t c = first; c < last; ++c) fn(c, count * c / chunks, count * (c + 1) / chunks);
  });
}

// Lives as long as one run: decides how many threads its kernels use and leaves the caller's
// OpenMP settings as they were.
class NETDEF_API RunScope {
 public:
  RunScope();
  ~RunScope();
  RunScope(const RunScope&) = delete;
  RunScope& operator=(const RunScope&) = delete;

 private:
  int previous_kernel_threads_;
  int previous_openmp_threads_;
};

// While it lives, kernels that this thread runs use at most `threads` threads.
class NETDEF_API KernelThreadsScope {
 public:
  explicit KernelThreadsScope(int threads);
  ~KernelThreadsScope();
  KernelThreadsScope(const KernelThreadsScope&) = delete;
  KernelThreadsScope& operator=(const KernelThreadsScope&) = delete;

 private:
  int previous_kernel_threads_;
  int previous_openmp_threads_;
};

// In a worker of a pool: kernels that this thread runs use one thread.
class NETDEF_API SingleThreadScope : public KernelThreadsScope {
 public:
  SingleThreadScope() : KernelThreadsScope(1) {}
};

}  // namespace netdef
