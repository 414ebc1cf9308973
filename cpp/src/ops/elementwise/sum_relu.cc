// SumRelu: Y = max(X0 + X1 + ..., 0).
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct SumRelu {
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
  template <typename T>
  static T Last(T sum, int /*inputs*/) {
    return sum < T(0) ? T(0) : sum;
  }
};

OPERATOR_SCHEMA(SumRelu)
    .FillUsing(FoldSchema)
    .SetDoc("Sum of any number of tensors of one shape, element by element; negative sums become 0.");

REGISTER_CPU_OPERATOR(SumRelu, FoldOp<SumRelu, NumericTypes>);
GRADIENT_NOT_IMPLEMENTED_YET(SumRelu);

}  // namespace
}  // namespace netdef
