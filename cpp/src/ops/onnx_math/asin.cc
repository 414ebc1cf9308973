// Asin of ONNX: Arc sine.
#include "base/arcs.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Asin : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Asin(x);
  }
};

ONNX_OPERATOR_SCHEMA(Asin).FillUsing(OnnxUnarySchema).SetDoc("Arc sine, element by element.");

REGISTER_ONNX_OPERATOR(Asin, OnnxUnaryOp<Asin>);

}  // namespace
}  // namespace netdef
