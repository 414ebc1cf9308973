// Xor of ONNX: logical exclusive disjunction with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Xor {
  bool operator()(bool a, bool b) const { return a != b; }
};

ONNX_OPERATOR_SCHEMA(Xor).FillUsing(OnnxCompareSchema).SetDoc("Logical exclusive disjunction of bool tensors, element by element.");

REGISTER_ONNX_OPERATOR(Xor, OnnxBinaryOp<Xor, TypeList<bool>>);

}  // namespace
}  // namespace netdef
