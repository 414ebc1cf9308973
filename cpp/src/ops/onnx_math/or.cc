// Or of ONNX: logical disjunction with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Or {
  bool operator()(bool a, bool b) const { return a || b; }
};

ONNX_OPERATOR_SCHEMA(Or).FillUsing(OnnxCompareSchema).SetDoc("Logical disjunction of bool tensors, element by element.");

REGISTER_ONNX_OPERATOR(Or, OnnxBinaryOp<Or, TypeList<bool>>);

}  // namespace
}  // namespace netdef
