// Sin of ONNX: Sine, in radians.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sin : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::sin(x);
  }
};

ONNX_OPERATOR_SCHEMA(Sin).FillUsing(OnnxUnarySchema).SetDoc("Sine, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Sin, OnnxUnaryOp<Sin>);

}  // namespace
}  // namespace netdef
