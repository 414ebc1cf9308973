// ArgMin: the index of the smallest element along an axis, the first of those that tie; 0 along an axis without elements.
#include "ops/reduce/_arg.h"

namespace netdef {
namespace {

struct Better {
  template <typename T>
  bool operator()(T x, T best) const {
    return x < best;
  }
};

OPERATOR_SCHEMA(ArgMin).FillUsing(ArgSchema).SetDoc("Index of the smallest element along an axis.");

REGISTER_CPU_OPERATOR(ArgMin, ArgOp<Better>);
SHOULD_NOT_DO_GRADIENT(ArgMin);

}  // namespace
}  // namespace netdef
