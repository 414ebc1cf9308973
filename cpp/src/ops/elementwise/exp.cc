// Exp: y = e^x.
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Exp : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Exp(x);
  }
};

OPERATOR_SCHEMA(Exp)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Exponential of each element.");

REGISTER_CPU_OPERATOR(Exp, UnaryOp<Exp>);
SIMPLE_GRADIENT(Exp, "Mul", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
