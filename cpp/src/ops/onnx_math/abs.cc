// Abs of ONNX: Absolute value.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Abs {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::abs(x);
    } else {
      return x < T(0) ? NegateWrapped(x) : x;
    }
  }
};

ONNX_OPERATOR_SCHEMA(Abs).FillUsing(OnnxUnarySchema).SetDoc("Absolute value, element by element.");

REGISTER_ONNX_OPERATOR(Abs, OnnxUnaryOp<Abs, NoArgs, AllNumericTypes>);

}  // namespace
}  // namespace netdef
