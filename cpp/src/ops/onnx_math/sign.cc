// Sign of ONNX: -1, 0 or 1 as x is less than, equal to or greater than 0; NaN stays what it is.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sign {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x != x ? x : static_cast<T>((x > T(0)) - (x < T(0)));
  }
};

ONNX_OPERATOR_SCHEMA(Sign).FillUsing(OnnxUnarySchema).SetDoc("-1, 0 or 1 as x is less than, equal to or greater than 0, element by element.");

REGISTER_ONNX_OPERATOR(Sign, OnnxUnaryOp<Sign, NoArgs, AllNumericTypes>);

}  // namespace
}  // namespace netdef
