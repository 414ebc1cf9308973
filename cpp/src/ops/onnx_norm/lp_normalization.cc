// LpNormalization of ONNX: x divided by its p-norm along an axis; 0 where the norm is.
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct LpNormalizationArgs : AxisArgs {
  int64_t p = 2;

  template <typename V>
  void Fields(V& v) {
    AxisArgs::Fields(v);
    v("p", p, "1 or 2.");
    if constexpr (V::kReads) NETDEF_ENFORCE(p == 1 || p == 2, "p must be 1 or 2, got ", p);
  }
};

class LpNormalizationOp final : public WidenedOperator<LpNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (int64_t line = 0; line < outer * inner; ++line) {
        const int64_t at = line / inner * extent * inner + line % inner;
        const T* x = Input(0).data<T>() + at;
        T* y = Output(0)->mutable_data<T>() + at;
        double sum = 0;
        for (int64_t i = 0; i < extent; ++i) {
          const auto value = static_cast<double>(x[i * inner]);
          sum += args_.p == 1 ? std::abs(value) : value * value;
        }
        const double norm = args_.p == 1 ? sum : std::sqrt(sum);
        for (int64_t i = 0; i < extent; ++i) y[i * inner] = norm == 0 ? T(0) : static_cast<T>(static_cast<double>(x[i * inner]) / norm);
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(LpNormalization)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<LpNormalizationArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Divides by the p-norm along an axis.")
    .Input(0, "input", "Tensor of floats.")
    .Output(0, "output", "Shape and type of the input.");

REGISTER_ONNX_OPERATOR(LpNormalization, LpNormalizationOp);

}  // namespace
}  // namespace netdef
