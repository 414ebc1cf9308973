// ArgMax: the index of the largest element along an axis, the first of those that tie; 0 along an axis without elements.
#include "ops/reduce/_arg.h"

namespace netdef {
namespace {

struct Better {
  template <typename T>
  bool operator()(T x, T best) const {
    return x > best;
  }
};

OPERATOR_SCHEMA(ArgMax).FillUsing(ArgSchema).SetDoc("Index of the largest element along an axis.");

REGISTER_CPU_OPERATOR(ArgMax, ArgOp<Better>);
SHOULD_NOT_DO_GRADIENT(ArgMax);

}  // namespace
}  // namespace netdef
