// Tan of ONNX: Tangent, in radians.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Tan : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::tan(x);
  }
};

ONNX_OPERATOR_SCHEMA(Tan).FillUsing(OnnxUnarySchema).SetDoc("Tangent, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Tan, OnnxUnaryOp<Tan>);

}  // namespace
}  // namespace netdef
