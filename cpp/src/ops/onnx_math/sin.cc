// Sin of ONNX: Sine, in radians.
#include "base/trigonometry.h"
#include "core/span_operator.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(Sin).FillUsing(OnnxUnarySchema).SetDoc("Sine, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Sin, SpanOperator<trigonometry::Sin>);

}  // namespace
}  // namespace netdef
