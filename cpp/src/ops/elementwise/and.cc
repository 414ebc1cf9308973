// And: C = A and B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct And {
  template <typename T>
  bool operator()(T a, T b) const {
    return a && b;
  }
};

OPERATOR_SCHEMA(And)
    .FillUsing(BroadcastBoolSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Logical and of two tensors of bools, element by element.");

REGISTER_CPU_OPERATOR(And, BroadcastOp<And, TypeList<bool>>);
SHOULD_NOT_DO_GRADIENT(And);

}  // namespace
}  // namespace netdef
