// Sum: Y = X0 + X1 + ...; integers wrap around. SumInt is an older name for integers.
#include "netdef/proto_utils.h"
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Sum : PlainFold {
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

OPERATOR_SCHEMA(Sum).FillUsing(FoldSchema).SetDoc("Sum of any number of tensors of one shape, element by element.");
OPERATOR_SCHEMA(SumInt).FillUsing(FoldSchema).SetDoc("Sum of any number of integer tensors of one shape.");

REGISTER_CPU_OPERATOR(Sum, FoldOp<Sum, NumericTypes>);
REGISTER_CPU_OPERATOR(SumInt, FoldOp<Sum, NumericTypes>);
SHOULD_NOT_DO_GRADIENT_BECAUSE(SumInt, "its elements are integers");

// The gradient of the sum is that of each input: no operator is needed.
class GetSumGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    for (int i = 0; i < InputSize(); ++i) SetDense(i, GO(0));
    return {};
  }
};

REGISTER_GRADIENT(Sum, GetSumGradient);

}  // namespace
}  // namespace netdef
