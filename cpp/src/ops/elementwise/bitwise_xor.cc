// BitwiseXor: C = A ^ B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct BitwiseXor {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a ^ b);
  }
};

OPERATOR_SCHEMA(BitwiseXor)
    .FillUsing(BroadcastSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Bitwise exclusive or of two tensors of integers or bools, element by element.");

REGISTER_CPU_OPERATOR(BitwiseXor, BroadcastOp<BitwiseXor, TypeList<int32_t, int64_t, bool>>);
SHOULD_NOT_DO_GRADIENT(BitwiseXor);

}  // namespace
}  // namespace netdef
