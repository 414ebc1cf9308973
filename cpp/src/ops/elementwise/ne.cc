// NE: C = A != B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct NE {
  template <typename T>
  bool operator()(T a, T b) const {
    return a != b;
  }
};

OPERATOR_SCHEMA(NE)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A and B differ.");

REGISTER_CPU_OPERATOR(NE, BroadcastOp<NE, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(NE);

}  // namespace
}  // namespace netdef
