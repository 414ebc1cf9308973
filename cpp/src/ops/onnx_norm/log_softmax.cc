// LogSoftmax of ONNX: the logarithm of Softmax.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct LogSoftmaxLine {
  template <typename T>
  static void Run(const T* x, T* y, int64_t n, int64_t step) {
    T top = x[0], sum = 0;
    for (int64_t i = 1; i < n; ++i) top = x[i * step] > top ? x[i * step] : top;
    for (int64_t i = 0; i < n; ++i) sum += vec::Exp(x[i * step] - top);
    const T log_sum = vec::Log(sum);
    for (int64_t i = 0; i < n; ++i) y[i * step] = x[i * step] - top - log_sum;
  }
};

ONNX_OPERATOR_SCHEMA(LogSoftmax).FillUsing(LinesSchema).SetDoc("The logarithm of Softmax.");

REGISTER_ONNX_OPERATOR(LogSoftmax, LinesOp<LogSoftmaxLine>);

}  // namespace
}  // namespace netdef
