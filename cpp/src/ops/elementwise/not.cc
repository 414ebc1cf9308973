// Not: Y = !X.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct Not {
  bool operator()(bool x, const NoArgs&) const { return !x; }
};

OPERATOR_SCHEMA(Not).FillUsing(PointwiseSchema).SetDoc("Logical negation of a tensor of bools.");

REGISTER_CPU_OPERATOR(Not, UnaryOp<Not, NoArgs, TypeList<bool>>);
SHOULD_NOT_DO_GRADIENT(Not);

}  // namespace
}  // namespace netdef
