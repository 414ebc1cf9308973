// Softmax of ONNX: exp(x) divided by the sum of exp(x) along an axis.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

template <typename T>
NETDEF_SIMD void Divide(T* y, int64_t step, int64_t extent, int64_t count, const T* sums) {
  for (int64_t k = 0; k < extent; ++k) {
#pragma omp simd
    for (int64_t l = 0; l < count; ++l) y[k * step + l] /= sums[l];
  }
}

struct SoftmaxLine {
  template <typename T>
  static void Run(const T* x, T* y, int64_t n) {
    const T scale = 1 / ExpLine(x, y, n, TopOfLine(x, n));
    for (int64_t i = 0; i < n; ++i) y[i] *= scale;
  }

  template <typename T>
  static void RunColumns(const Columns<T>& c) {
    T tops[Columns<T>::kMost], sums[Columns<T>::kMost];
    TopsOfColumns(c, tops);
    ExpColumns(c, tops, sums);
    Divide(c.y, c.step, c.extent, c.count, sums);
  }
};

ONNX_OPERATOR_SCHEMA(Softmax).FillUsing(LinesSchema).SetDoc("exp(x) divided by its sum along an axis.");

REGISTER_ONNX_OPERATOR(Softmax, LinesOp<SoftmaxLine>);

}  // namespace
}  // namespace netdef
