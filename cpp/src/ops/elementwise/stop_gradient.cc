// StopGradient: Y = X, and gradients end here.
#include "ops/elementwise/_copy.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(StopGradient)
    .FillUsing(CopySchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Passes a tensor on, but no gradient back.");

REGISTER_CPU_OPERATOR(StopGradient, CopyOp);
NO_GRADIENT_BECAUSE(StopGradient, "that is what it is for");

}  // namespace
}  // namespace netdef
