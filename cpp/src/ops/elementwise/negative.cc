// Negative: y = -x.
#include "netdef/pointwise.h"
#include "netdef/wrapped.h"

namespace netdef {
namespace {

struct Negative {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return NegateWrapped(x);
  }
};

OPERATOR_SCHEMA(Negative)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Negation of each element.");

REGISTER_CPU_OPERATOR(Negative, UnaryOp<Negative, NoArgs, NumericTypes>);
SIMPLE_GRADIENT(Negative, "Negative", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
