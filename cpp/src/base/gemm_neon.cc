// Matrix products for ARM CPUs with NEON: all of 64 bits, most of 32.
#include "base/gemm.h"

#if (defined(__aarch64__) || defined(__arm__)) && defined(__GNUC__)

#define NETDEF_UNROLL _Pragma("GCC unroll 8")
#if !defined(__ARM_NEON)
#pragma GCC push_options
#pragma GCC target("fpu=neon")
#define NETDEF_POP_OPTIONS
#endif
#include <arm_neon.h>

namespace netdef {
namespace math {
namespace {

struct Vector {
  static constexpr int kWidth = 4;
#if defined(__aarch64__)
  static constexpr int kRows = 6, kVectors = 3;  // of a tile, for 32 registers
  static float32x4_t Fused(float32x4_t a, float32x4_t b, float32x4_t c) { return vfmaq_f32(c, a, b); }
#else
  static constexpr int kRows = 4, kVectors = 2;  // for 16
  static float32x4_t Fused(float32x4_t a, float32x4_t b, float32x4_t c) { return vmlaq_f32(c, a, b); }
#endif
  float32x4_t v;
  static Vector Load(const float* p) { return {vld1q_f32(p)}; }
  static Vector Broadcast(float x) { return {vdupq_n_f32(x)}; }
  static void Store(float* p, Vector x) { vst1q_f32(p, x.v); }
  static Vector MultiplyAdd(Vector a, Vector b, Vector c) { return {Fused(a.v, b.v, c.v)}; }
};

#include "base/gemm_tiles.h"

}  // namespace

TilesFunction TilesNeon() { return Tiles<Vector>; }

}  // namespace math
}  // namespace netdef

#if defined(NETDEF_POP_OPTIONS)
#pragma GCC pop_options
#endif

#else

namespace netdef {
namespace math {

// Never called: no other CPU says that it has NEON.
TilesFunction TilesNeon() { return nullptr; }

}  // namespace math
}  // namespace netdef

#endif
