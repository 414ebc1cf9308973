// Min: the smallest of the inputs at each place.
// dXi = dY where Xi is the smallest, 0 elsewhere; inputs that tie all get it.
#include "ops/elementwise/_selection.h"
#include "ops/elementwise/_shared.h"

namespace netdef {
namespace {

struct Min : PlainFold {
  template <typename T>
  T operator()(T a, T b) const {
    return a > b ? b : a;
  }
};

OPERATOR_SCHEMA(Min).FillUsing(FoldSchema).SetDoc("Smallest of any number of tensors of one shape, element by element.");

OPERATOR_SCHEMA(MinGradient).FillUsing(SelectionGradientSchema).SetDoc("Gradient of Min.");

REGISTER_CPU_OPERATOR(Min, FoldOp<Min, NumericTypes>);
REGISTER_CPU_OPERATOR(MinGradient, SelectionGradientOp);
REGISTER_GRADIENT(Min, SelectionGradientMaker);

}  // namespace
}  // namespace netdef
