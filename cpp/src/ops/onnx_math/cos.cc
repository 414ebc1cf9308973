// Cos of ONNX: Cosine, in radians.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Cos : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::cos(x);
  }
};

ONNX_OPERATOR_SCHEMA(Cos).FillUsing(OnnxUnarySchema).SetDoc("Cosine, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Cos, OnnxUnaryOp<Cos>);

}  // namespace
}  // namespace netdef
