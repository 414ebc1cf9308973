// Reciprocal of ONNX: 1 / x.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Reciprocal {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return 1 / x;
  }
};

ONNX_OPERATOR_SCHEMA(Reciprocal).FillUsing(OnnxUnarySchema).SetDoc("1 / x, element by element.");

REGISTER_ONNX_OPERATOR(Reciprocal, OnnxUnaryOp<Reciprocal>);

}  // namespace
}  // namespace netdef
