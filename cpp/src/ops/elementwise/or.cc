// Or: C = A or B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct Or {
  template <typename T>
  bool operator()(T a, T b) const {
    return a || b;
  }
};

OPERATOR_SCHEMA(Or)
    .FillUsing(BroadcastBoolSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Logical or of two tensors of bools, element by element.");

REGISTER_CPU_OPERATOR(Or, BroadcastOp<Or, TypeList<bool>>);
SHOULD_NOT_DO_GRADIENT(Or);

}  // namespace
}  // namespace netdef
