// Cosh of ONNX: Hyperbolic cosine.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Cosh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::cosh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Cosh).FillUsing(OnnxUnarySchema).SetDoc("Hyperbolic cosine, element by element.");

REGISTER_ONNX_OPERATOR(Cosh, OnnxUnaryOp<Cosh>);

}  // namespace
}  // namespace netdef
