// Log: y = ln(x).
#include <cmath>

#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct Log : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Log(x);
  }
};

OPERATOR_SCHEMA(Log)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Natural logarithm of each element.");

REGISTER_CPU_OPERATOR(Log, UnaryOp<Log>);
SIMPLE_GRADIENT(Log, "Div", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
