// LessOrEqual of ONNX: a <= b with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct LessOrEqual {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a <= b;
  }
};

ONNX_OPERATOR_SCHEMA(LessOrEqual).FillUsing(OnnxCompareSchema).SetDoc("Whether A's element is less or equal, element by element.");

REGISTER_ONNX_OPERATOR(LessOrEqual, OnnxBinaryOp<LessOrEqual, AllNumericTypes>);

}  // namespace
}  // namespace netdef
