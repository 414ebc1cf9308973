// Cos of ONNX: Cosine, in radians.
#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(Cos).FillUsing(OnnxUnarySchema).SetDoc("Cosine, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Cos, SpanOperator<trigonometry::Cos>);

}  // namespace
}  // namespace netdef
