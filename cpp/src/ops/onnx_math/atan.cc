// Atan of ONNX: Arc tangent.
#include "base/arcs.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Atan : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Atan(x);
  }
};

ONNX_OPERATOR_SCHEMA(Atan).FillUsing(OnnxUnarySchema).SetDoc("Arc tangent, element by element.");

REGISTER_ONNX_OPERATOR(Atan, OnnxUnaryOp<Atan>);

}  // namespace
}  // namespace netdef
