// Hardmax of ONNX: 1 for the first of the largest elements along an axis, else 0.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct HardmaxLine {
  template <typename T>
  static void Run(const T* x, T* y, int64_t n) {
    int64_t best = 0;
    for (int64_t i = 1; i < n; ++i) best = x[i] > x[best] ? i : best;
    for (int64_t i = 0; i < n; ++i) y[i] = i == best ? T(1) : T(0);
  }

  template <typename T>
  static void RunColumns(const Columns<T>& c) {
    int64_t best[Columns<T>::kMost] = {};
    for (int64_t k = 1; k < c.extent; ++k) {
      for (int64_t l = 0; l < c.count; ++l) best[l] = c.x[k * c.step + l] > c.x[best[l] * c.step + l] ? k : best[l];
    }
    for (int64_t k = 0; k < c.extent; ++k) {
      for (int64_t l = 0; l < c.count; ++l) c.y[k * c.step + l] = k == best[l] ? T(1) : T(0);
    }
  }
};

ONNX_OPERATOR_SCHEMA(Hardmax).FillUsing(LinesSchema).SetDoc("1 for the first of the largest elements along an axis, else 0.");

REGISTER_ONNX_OPERATOR(Hardmax, LinesOp<HardmaxLine>);

}  // namespace
}  // namespace netdef
