// Softmax of ONNX: exp(x) divided by the sum of exp(x) along an axis.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct SoftmaxLine {
  template <typename T>
  static void Run(const T* x, T* y, int64_t n) {
    const T scale = 1 / ExpLine(x, y, n, TopOfLine(x, n));
    for (int64_t i = 0; i < n; ++i) y[i] *= scale;
  }
};

ONNX_OPERATOR_SCHEMA(Softmax).FillUsing(LinesSchema).SetDoc("exp(x) divided by its sum along an axis.");

REGISTER_ONNX_OPERATOR(Softmax, LinesOp<SoftmaxLine>);

}  // namespace
}  // namespace netdef
