// GreaterOrEqual of ONNX: a >= b with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct GreaterOrEqual {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a >= b;
  }
};

ONNX_OPERATOR_SCHEMA(GreaterOrEqual).FillUsing(OnnxCompareSchema).SetDoc("Whether A's element is greater or equal, element by element.");

REGISTER_ONNX_OPERATOR(GreaterOrEqual, OnnxBinaryOp<GreaterOrEqual, AllNumericTypes>);

}  // namespace
}  // namespace netdef
