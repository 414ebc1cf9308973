// Pow of ONNX: A to the power of B with broadcasting; the result has the type of A.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Pow : CostlyFormula {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return b == 2 ? a * a : std::pow(a, b);
    } else {
      if constexpr (std::is_signed_v<T>) {
        if (b < 0) return a == 1 ? 1 : a == T(-1) ? (b % 2 ? T(-1) : T(1)) : T(0);
      }
      T power = 1;
      for (auto n = static_cast<Wrap<T>>(b); n != 0; n = static_cast<Wrap<T>>(n >> 1)) {
        if (n & 1) power = MulWrapped(power, a);
        a = MulWrapped(a, a);
      }
      return power;
    }
  }
};

using PowTypes = TypeList<float, double, int32_t, int64_t>;

class PowOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void Prepare() override { plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims()); }

  void ComputeWide() override {
    DispatchTypes(PowTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* a = Input(0).data<T>();
      T* c = Output(0)->mutable_data<T>();
      if (Input(1).dtype() == Input(0).dtype()) {
        MapBroadcast(plan_, a, Input(1).data<T>(), c, Pow());
      } else {
        const std::vector<double> base(a, a + Input(0).numel()), exponent = Doubles(Input(1));
        std::vector<double> power(static_cast<size_t>(plan_.size()));
        MapBroadcast(plan_, base.data(), exponent.data(), power.data(), Pow());
        std::transform(power.begin(), power.end(), c, Rounded<T>);
      }
    });
  }

 private:
  static std::vector<double> Doubles(const Tensor& t) {
    std::vector<double> values;
    DispatchTypes(AllNumericTypes(), t.dtype(), [&](auto zero) {
      using T = decltype(zero);
      values.assign(t.data<T>(), t.data<T>() + t.numel());
    });
    return values;
  }

  // Integers cut off the fraction; what they cannot hold becomes the nearest they can.
  template <typename T>
  static T Rounded(double x) {
    if constexpr (std::is_integral_v<T>) {
      if (x != x) return 0;
      if (x >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
      if (x <= static_cast<double>(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    }
    return static_cast<T>(x);
  }

  BroadcastPlan plan_;
};

ONNX_OPERATOR_SCHEMA(Pow)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return BroadcastShape(in, in[0].dtype); })
    .SetDoc("A to the power of B, element by element.")
    .Input(0, "A", "Base.")
    .Input(1, "B", "Exponent, of any numeric type; shapes are matched as numpy does.")
    .Output(0, "C", "Result, of A's type.");

REGISTER_ONNX_OPERATOR(Pow, PowOp);

}  // namespace
}  // namespace netdef
