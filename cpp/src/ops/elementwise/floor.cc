// Floor: the greatest integer that is not above x.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Floor {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::floor(x);
  }
};

OPERATOR_SCHEMA(Floor)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Rounds each element down to an integer.");

REGISTER_CPU_OPERATOR(Floor, UnaryOp<Floor>);
GRADIENT_NOT_IMPLEMENTED_YET(Floor);

}  // namespace
}  // namespace netdef
