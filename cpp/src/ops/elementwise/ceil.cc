// Ceil: the least integer that is not below x.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Ceil {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::ceil(x);
  }
};

OPERATOR_SCHEMA(Ceil)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Rounds each element up to an integer.");

REGISTER_CPU_OPERATOR(Ceil, UnaryOp<Ceil>);
GRADIENT_NOT_IMPLEMENTED_YET(Ceil);

}  // namespace
}  // namespace netdef
