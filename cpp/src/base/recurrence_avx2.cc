// Recurrent layers for CPUs with AVX2.
#include "base/recurrence.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include "netdef/vector_math.h"

#define NETDEF_UNROLL _Pragma("GCC unroll 16")
#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace netdef {
namespace recurrence {
namespace {

struct Vector {
  static constexpr int64_t kWidth = 8;
  static constexpr int kSums = 12;  // of 16 registers
  __m256 v;
  static Vector Load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static Vector Broadcast(float x) { return {_mm256_set1_ps(x)}; }
  static void Store(float* p, Vector x) { _mm256_storeu_ps(p, x.v); }
  static Vector Add(Vector a, Vector b) { return {_mm256_add_ps(a.v, b.v)}; }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
};

#include "base/recurrence_panels.h"

}  // namespace

const Functions& FunctionsAvx2() { return FunctionsFor<Vector>(); }

}  // namespace recurrence
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace recurrence {

// Never called: no other CPU says that it has AVX2.
const Functions& FunctionsAvx2() { return FunctionsPlain(); }

}  // namespace recurrence
}  // namespace netdef

#endif
