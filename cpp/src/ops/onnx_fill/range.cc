// Range of ONNX: start, start + delta, ... below (for negative delta, above) limit.
#include <cmath>

#include "netdef/onnx_operator.h"
#include "netdef/wrapped.h"

namespace netdef {
namespace {

template <typename T>
int64_t RangeCount(T start, T limit, T delta) {
  NETDEF_ENFORCE(delta != 0, "[Range] delta must not be 0");
  const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) / static_cast<double>(delta));
  NETDEF_ENFORCE(count == count && count < 1e15, "[Range] from ", start, " to ", limit, " in steps of ", delta, " are too many numbers");
  return count > 0 ? static_cast<int64_t>(count) : 0;
}

class RangeOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    for (int i = 0; i < 3; ++i) {
      NETDEF_ENFORCE(Input(i).numel() == 1 && Input(i).dtype() == Input(0).dtype(), "[Range] start, limit and delta must be single values of one type");
    }
    DispatchTypes<float, double, int16_t, int32_t, int64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T start = *Input(0).data<T>(), delta = *Input(2).data<T>();
      const int64_t n = RangeCount(start, *Input(1).data<T>(), delta);
      Tensor* out = SizedOperator::Output(0);
      Tensor values({n}, Input(0).dtype());
      T* y = values.mutable_data<T>();
      for (int64_t i = 0; i < n; ++i) y[i] = AddWrapped(start, MulWrapped(static_cast<T>(i), delta));
      const DType dtype = SizedOperator::Input(0).dtype();
      if (IsHalfWidth(dtype)) {
        NarrowTensor(values, dtype, out);
      } else {
        *out = std::move(values);
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(Range)
    .NumInputs(3)
    .NumOutputs(1)
    .ShapeDependsOnData("the three numbers decide how many there are")
    .SetDoc("Numbers at equal distances.")
    .Input(0, "start", "The first one.")
    .Input(1, "limit", "Where they end; not one of them.")
    .Input(2, "delta", "Their distance, not 0.")
    .Output(0, "output", "1-D, of the same type.");

REGISTER_ONNX_OPERATOR(Range, RangeOp);

}  // namespace
}  // namespace netdef
