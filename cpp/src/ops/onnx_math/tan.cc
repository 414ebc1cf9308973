// Tan of ONNX: Tangent, in radians.
#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(Tan).FillUsing(OnnxUnarySchema).SetDoc("Tangent, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Tan, SpanOperator<trigonometry::Tan>);

}  // namespace
}  // namespace netdef
