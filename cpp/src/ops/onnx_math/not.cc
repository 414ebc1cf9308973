// Not of ONNX: logical negation.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Not {
  bool operator()(bool x, const NoArgs&) const { return !x; }
};

ONNX_OPERATOR_SCHEMA(Not).FillUsing(OnnxUnarySchema).SetDoc("Logical negation of bools.");

REGISTER_ONNX_OPERATOR(Not, OnnxUnaryOp<Not, NoArgs, TypeList<bool>>);

}  // namespace
}  // namespace netdef
