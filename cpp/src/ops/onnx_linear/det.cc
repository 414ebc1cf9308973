// Det of ONNX: determinants of square matrices, by elimination with pivots.
#include <cmath>

#include "ops/onnx_linear/_shared.h"

namespace netdef {
namespace {

class DetOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const int64_t n = Input(0).dims().back();
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Output(0)->numel(); ++i) {
        std::vector<double> matrix(Input(0).data<T>() + i * n * n, Input(0).data<T>() + (i + 1) * n * n);
        y[i] = static_cast<T>(Determinant(&matrix, n));
      }
    });
  }

 private:
  static double Determinant(std::vector<double>* matrix, int64_t n) {
    double determinant = 1;
    double* a = matrix->data();
    for (int64_t c = 0; c < n; ++c) {
      int64_t pivot = c;
      for (int64_t r = c + 1; r < n; ++r) pivot = std::abs(a[r * n + c]) > std::abs(a[pivot * n + c]) ? r : pivot;
      if (a[pivot * n + c] == 0) return 0;
      if (pivot != c) {
        std::swap_ranges(a + pivot * n, a + (pivot + 1) * n, a + c * n);
        determinant = -determinant;
      }
      determinant *= a[c * n + c];
      for (int64_t r = c + 1; r < n; ++r) {
        const double factor = a[r * n + c] / a[c * n + c];
        for (int64_t k = c; k < n; ++k) a[r * n + k] -= factor * a[c * n + k];
      }
    }
    return determinant;
  }
};

ONNX_OPERATOR_SCHEMA(Det)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      const Dims& d = in[0].dims;
      NETDEF_ENFORCE(d.size() >= 2 && d[d.size() - 2] == d.back(), "expected square matrices, got [", DimsString(d), "]");
      return OneSpec(DimsBefore(d, d.size() - 2), in[0].dtype);
    })
    .SetDoc("Determinants.")
    .Input(0, "X", "[..., M, M].")
    .Output(0, "Y", "[...].");

REGISTER_ONNX_OPERATOR(Det, DetOp);

}  // namespace
}  // namespace netdef
