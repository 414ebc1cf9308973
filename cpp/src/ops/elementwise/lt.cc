// LT: C = A < B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct LT {
  template <typename T>
  bool operator()(T a, T b) const {
    return a < b;
  }
};

OPERATOR_SCHEMA(LT)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A are less than those of B.");

REGISTER_CPU_OPERATOR(LT, BroadcastOp<LT, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(LT);

}  // namespace
}  // namespace netdef
