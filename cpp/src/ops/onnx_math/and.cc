// And of ONNX: logical conjunction with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct And {
  bool operator()(bool a, bool b) const { return a && b; }
};

ONNX_OPERATOR_SCHEMA(And).FillUsing(OnnxCompareSchema).SetDoc("Logical conjunction of bool tensors, element by element.");

REGISTER_ONNX_OPERATOR(And, OnnxBinaryOp<And, TypeList<bool>>);

}  // namespace
}  // namespace netdef
