// Acosh of ONNX: Inverse hyperbolic cosine.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Acosh : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::acosh(x);
  }
};

ONNX_OPERATOR_SCHEMA(Acosh).FillUsing(OnnxUnarySchema).SetDoc("Inverse hyperbolic cosine, element by element.");

REGISTER_ONNX_OPERATOR(Acosh, OnnxUnaryOp<Acosh>);

}  // namespace
}  // namespace netdef
