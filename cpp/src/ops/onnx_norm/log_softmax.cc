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

  template <typename T>
  static void RunColumns(const Columns<T>& c) {
    T tops[Columns<T>::kMost], sums[Columns<T>::kMost];
    TopsOfColumns(c, tops);
    ExpSums(c, tops, sums);
    for (int64_t l = 0; l < c.count; ++l) sums[l] = vec::Log(sums[l]);
    for (int64_t k = 0; k < c.extent; ++k) {
      for (int64_t l = 0; l < c.count; ++l) c.y[k * c.step + l] = c.x[k * c.step + l] - tops[l] - sums[l];
    }
  }
};

ONNX_OPERATOR_SCHEMA(LogSoftmax).FillUsing(LinesSchema).SetDoc("The logarithm of Softmax.");

REGISTER_ONNX_OPERATOR(LogSoftmax, LinesOp<LogSoftmaxLine>);

}  // namespace
}  // namespace netdef
