// Not of ONNX: logical negation.
#include "core/negate_bools.h"
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(Not).FillUsing(OnnxUnarySchema).SetDoc("Logical negation of bools.");

REGISTER_ONNX_OPERATOR(Not, NegateBoolsOp);

}  // namespace
}  // namespace netdef
