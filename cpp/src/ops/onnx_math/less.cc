// Less of ONNX: a < b with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Less {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a < b;
  }
};

ONNX_OPERATOR_SCHEMA(Less).FillUsing(OnnxCompareSchema).SetDoc("Whether A's element is less, element by element.");

REGISTER_ONNX_OPERATOR(Less, OnnxBinaryOp<Less, AllNumericTypes>);

}  // namespace
}  // namespace netdef
