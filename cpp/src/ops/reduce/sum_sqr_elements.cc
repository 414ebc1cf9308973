// SumSqrElements: the sum of the squares of all elements of X, or their mean.
#include "ops/reduce/_elements.h"

namespace netdef {
namespace {

struct Square {
  template <typename T>
  T operator()(T x) const {
    return x * x;
  }
};

OPERATOR_SCHEMA(SumSqrElements)
    .FillUsing(SumElementsSchema)
    .Args<ElementsArgs>()
    .SetDoc("Sum of the squares of all elements of a tensor, or their mean.");

REGISTER_CPU_OPERATOR(SumSqrElements, SumElementsOp<Square, FloatTypes>);
GRADIENT_NOT_IMPLEMENTED_YET(SumSqrElements);

}  // namespace
}  // namespace netdef
