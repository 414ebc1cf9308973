// GT: C = A > B with broadcasting.
#include "netdef/broadcast.h"

namespace netdef {
namespace {

struct GT {
  template <typename T>
  bool operator()(T a, T b) const {
    return a > b;
  }
};

OPERATOR_SCHEMA(GT)
    .FillUsing(BroadcastBoolSchema)
    .SetDoc("Whether elements of A are greater than those of B.");

REGISTER_CPU_OPERATOR(GT, BroadcastOp<GT, NumericBoolTypes>);
SHOULD_NOT_DO_GRADIENT(GT);

}  // namespace
}  // namespace netdef
