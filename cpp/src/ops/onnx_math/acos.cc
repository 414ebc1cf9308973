// Acos of ONNX: Arc cosine.
#include "base/arcs.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Acos : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Acos(x);
  }
};

ONNX_OPERATOR_SCHEMA(Acos).FillUsing(OnnxUnarySchema).SetDoc("Arc cosine, element by element.");

REGISTER_ONNX_OPERATOR(Acos, OnnxUnaryOp<Acos>);

}  // namespace
}  // namespace netdef
