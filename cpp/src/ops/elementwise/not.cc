// Not: Y = !X.
#include "core/negate_bools.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(Not).FillUsing(PointwiseSchema).SetDoc("Logical negation of a tensor of bools.");

REGISTER_CPU_OPERATOR(Not, NegateBoolsOp);
SHOULD_NOT_DO_GRADIENT(Not);

}  // namespace
}  // namespace netdef
