// Clip of ONNX: values outside [min, max] become the nearer bound. Where min > max, everything becomes max.
#include <limits>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

class ClipOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T low = Bound<T>(1, std::numeric_limits<T>::lowest()), high = Bound<T>(2, std::numeric_limits<T>::max());
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      const bool bounded[] = {HasInput(1), HasInput(2)};
      ParallelFor(0, Input(0).numel(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          T value = x[i];
          if (bounded[0]) value = value < low ? low : value;
          if (bounded[1]) value = value > high ? high : value;
          y[i] = value;
        }
      });
    });
  }

 private:
  template <typename T>
  T Bound(int i, T fallback) const {
    if (!HasInput(i)) return fallback;
    NETDEF_ENFORCE_EQ(Input(i).numel(), 1, "[Clip] a bound must be one value");
    return *Input(i).data<T>();
  }
};

ONNX_OPERATOR_SCHEMA(Clip)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .IdenticalTypeAndShape()
    .SetDoc("Limits values to a range.")
    .Input(0, "X", "Tensor of any shape.")
    .Input(1, "min", "Lower bound, one value; optional.")
    .Input(2, "max", "Upper bound, one value; optional.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(Clip, ClipOp);

}  // namespace
}  // namespace netdef
