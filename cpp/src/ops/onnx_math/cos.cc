// Cos of ONNX: Cosine, in radians.
#include "base/trigonometry.h"
#include "netdef/run_operator.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(Cos).FillUsing(OnnxUnarySchema).SetDoc("Cosine, in radians, element by element.");

REGISTER_ONNX_OPERATOR(Cos, RunOperator<trigonometry::Cos>);

}  // namespace
}  // namespace netdef
