// LogSoftmax of ONNX: the logarithm of Softmax.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct LogSoftmaxLine {
  template <typename T>
  static void Run(const T* x, T* y, int64_t n) {
    const T top = TopOfLine(x, n), log_sum = vec::Log(ExpSum(x, n, top));
    for (int64_t i = 0; i < n; ++i) y[i] = x[i] - top - log_sum;
  }
};

ONNX_OPERATOR_SCHEMA(LogSoftmax).FillUsing(LinesSchema).SetDoc("The logarithm of Softmax.");

REGISTER_ONNX_OPERATOR(LogSoftmax, LinesOp<LogSoftmaxLine>);

}  // namespace
}  // namespace netdef
