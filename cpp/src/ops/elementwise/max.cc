// Max: the largest of the inputs at each place.
// dXi = dY where Xi is the largest, 0 elsewhere; inputs that tie all get it.
#include "ops/elementwise/_selection.h"
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Max : PlainFold {
  template <typename T>
  T operator()(T a, T b) const {
    return a < b ? b : a;
  }
};

OPERATOR_SCHEMA(Max).FillUsing(FoldSchema).SetDoc("Largest of any number of tensors of one shape, element by element.");

OPERATOR_SCHEMA(MaxGradient).FillUsing(SelectionGradientSchema).SetDoc("Gradient of Max.");

REGISTER_CPU_OPERATOR(Max, FoldOp<Max, NumericTypes>);
REGISTER_CPU_OPERATOR(MaxGradient, SelectionGradientOp);
REGISTER_GRADIENT(Max, SelectionGradientMaker);

}  // namespace
}  // namespace netdef
