// LE: C = A <= B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct LE {
  template <typename T>
  bool operator()(T a, T b) const {
    return a <= b;
  }
};

OPERATOR_SCHEMA(LE)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A are less than or equal to those of B.");

REGISTER_CPU_OPERATOR(LE, BroadcastOp<LE, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(LE);

}  // namespace
}  // namespace netdef
