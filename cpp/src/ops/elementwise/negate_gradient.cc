// NegateGradient: Y = X, and going backward the gradient changes its sign.
#include "ops/elementwise/_copy.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(NegateGradient)
    .FillUsing(CopySchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Passes a tensor on, and the negated gradient back.");

REGISTER_CPU_OPERATOR(NegateGradient, CopyOp);
SIMPLE_GRADIENT(NegateGradient, "Negative", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
