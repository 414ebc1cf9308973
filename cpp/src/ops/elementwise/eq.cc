// EQ: C = A == B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct EQ {
  template <typename T>
  bool operator()(T a, T b) const {
    return a == b;
  }
};

OPERATOR_SCHEMA(EQ)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A and B are equal.");

REGISTER_CPU_OPERATOR(EQ, BroadcastOp<EQ, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(EQ);

}  // namespace
}  // namespace netdef
