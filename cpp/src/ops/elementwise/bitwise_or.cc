// BitwiseOr: C = A | B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct BitwiseOr {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a | b);
  }
};

OPERATOR_SCHEMA(BitwiseOr)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Bitwise or of two tensors of integers or bools, element by element.");

REGISTER_CPU_OPERATOR(BitwiseOr, BroadcastOp<BitwiseOr, TypeList<int32_t, int64_t, bool>>);
SHOULD_NOT_DO_GRADIENT(BitwiseOr);

}  // namespace
}  // namespace netdef
