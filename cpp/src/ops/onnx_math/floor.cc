// Floor of ONNX: Largest integer that is not greater.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Floor {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::floor(x);
  }
};

ONNX_OPERATOR_SCHEMA(Floor).FillUsing(OnnxUnarySchema).SetDoc("Largest integer that is not greater, element by element.");

REGISTER_ONNX_OPERATOR(Floor, OnnxUnaryOp<Floor>);

}  // namespace
}  // namespace netdef
