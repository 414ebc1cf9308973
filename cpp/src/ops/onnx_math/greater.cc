// Greater of ONNX: a > b with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Greater {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a > b;
  }
};

ONNX_OPERATOR_SCHEMA(Greater).FillUsing(OnnxCompareSchema).SetDoc("Whether A's element is greater, element by element.");

REGISTER_ONNX_OPERATOR(Greater, OnnxBinaryOp<Greater, AllNumericTypes>);

}  // namespace
}  // namespace netdef
