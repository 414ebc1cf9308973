// Recurrent layers for any CPU.
#include "base/recurrence.h"

#include <algorithm>

#include "netdef/vector_math.h"

#define NETDEF_UNROLL

namespace netdef {
namespace recurrence {
namespace {

struct Vector {
  static constexpr int64_t kWidth = 4;
  static constexpr int kSums = 12;
  float v[kWidth];
  static Vector Load(const float* p) { return {{p[0], p[1], p[2], p[3]}}; }
  static Vector Broadcast(float x) { return {{x, x, x, x}}; }
  static void Store(float* p, const Vector& x) {
    for (int64_t k = 0; k < kWidth; ++k) p[k] = x.v[k];
  }
  static Vector Add(const Vector& a, const Vector& b) { return MultiplyAdd(a, Broadcast(1), b); }
  static Vector MultiplyAdd(const Vector& a, const Vector& b, const Vector& c) {
    Vector sum;
    for (int64_t k = 0; k < kWidth; ++k) sum.v[k] = a.v[k] * b.v[k] + c.v[k];
    return sum;
  }
};

#include "base/recurrence_panels.h"

}  // namespace

const Functions& FunctionsPlain() { return FunctionsFor<Vector>(); }

}  // namespace recurrence
}  // namespace netdef
