// Xor: C = A xor B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct Xor {
  template <typename T>
  bool operator()(T a, T b) const {
    return a != b;
  }
};

OPERATOR_SCHEMA(Xor)
    .FillUsing(BroadcastBoolSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Exclusive or of two tensors of bools, element by element.");

REGISTER_CPU_OPERATOR(Xor, BroadcastOp<Xor, TypeList<bool>>);
SHOULD_NOT_DO_GRADIENT(Xor);

}  // namespace
}  // namespace netdef
