// Ceil of ONNX: Smallest integer that is not less.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Ceil {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::ceil(x);
  }
};

ONNX_OPERATOR_SCHEMA(Ceil).FillUsing(OnnxUnarySchema).SetDoc("Smallest integer that is not less, element by element.");

REGISTER_ONNX_OPERATOR(Ceil, OnnxUnaryOp<Ceil>);

}  // namespace
}  // namespace netdef
