// GE: C = A >= B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct GE {
  template <typename T>
  bool operator()(T a, T b) const {
    return a >= b;
  }
};

OPERATOR_SCHEMA(GE)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A are greater than or equal to those of B.");

REGISTER_CPU_OPERATOR(GE, BroadcastOp<GE, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(GE);

}  // namespace
}  // namespace netdef
