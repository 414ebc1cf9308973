// Recurrent layers for CPUs with AVX-512.
#include "base/recurrence.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include "netdef/vector_math.h"

#define NETDEF_UNROLL _Pragma("GCC unroll 16")
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,avx2")

namespace netdef {
namespace recurrence {
namespace {

struct Vector {
  static constexpr int64_t kWidth = 16;
  static constexpr int kSums = 24;  // of 32 registers
  __m512 v;
  static Vector Load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Vector Broadcast(float x) { return {_mm512_set1_ps(x)}; }
  static void Store(float* p, Vector x) { _mm512_storeu_ps(p, x.v); }
  static Vector Add(Vector a, Vector b) { return {_mm512_add_ps(a.v, b.v)}; }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
};

#include "base/recurrence_panels.h"

}  // namespace

const Functions& FunctionsAvx512() { return FunctionsFor<Vector>(); }

}  // namespace recurrence
}  // namespace netdef

#pragma GCC pop_options

#else

namespace netdef {
namespace recurrence {

// Never called: no other CPU says that it has AVX-512.
const Functions& FunctionsAvx512() { return FunctionsPlain(); }

}  // namespace recurrence
}  // namespace netdef

#endif
