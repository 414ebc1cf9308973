// Sign: -1 for negative elements, 1 for positive ones, 0 for 0.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Sign {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return static_cast<T>((x > T(0)) - (x < T(0)));
  }
};

OPERATOR_SCHEMA(Sign)
    .FillUsing(PointwiseSchema)
    .SetDoc("Sign of each element: -1, 0 or 1.");

REGISTER_CPU_OPERATOR(Sign, UnaryOp<Sign, NoArgs, NumericTypes>);
SHOULD_NOT_DO_GRADIENT(Sign);

}  // namespace
}  // namespace netdef
