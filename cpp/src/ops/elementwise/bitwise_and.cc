// BitwiseAnd: C = A & B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct BitwiseAnd {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a & b);
  }
};

OPERATOR_SCHEMA(BitwiseAnd)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Bitwise and of two tensors of integers or bools, element by element.");

REGISTER_CPU_OPERATOR(BitwiseAnd, BroadcastOp<BitwiseAnd, TypeList<int32_t, int64_t, bool>>);
SHOULD_NOT_DO_GRADIENT(BitwiseAnd);

}  // namespace
}  // namespace netdef
