// Relu of ONNX: max(x, 0).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Relu {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x < T(0) ? T(0) : x;
  }
};

ONNX_OPERATOR_SCHEMA(Relu).FillUsing(OnnxUnarySchema).SetDoc("max(x, 0), element by element.");

REGISTER_ONNX_OPERATOR(Relu, OnnxUnaryOp<Relu, NoArgs, TypeList<float, double, int8_t, int16_t, int32_t, int64_t>>);

}  // namespace
}  // namespace netdef
