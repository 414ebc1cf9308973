// Quantile: a value that the wanted part of all elements of all inputs does not exceed, found by halving
// the interval between the least and the greatest until it is as narrow as `tol` asks for.
#include <algorithm>
#include <cmath>

#include "ops/reduce/_all_inputs.h"

namespace netdef {
namespace {

struct QuantileArgs {
  float quantile = -1.0f;
  bool abs = true;
  float tol = 1e-3f;

  template <typename V>
  void Fields(V& v) {
    v("quantile", quantile, "The part of the elements, between 0 and 1.");
    v("abs", abs, "Take the absolute values of the elements.");
    v("tol", tol, "Width of the last interval, relative to its ends.");
    if (!V::kReads) return;
    NETDEF_ENFORCE(quantile >= 0.0f && quantile <= 1.0f, "input quantile should be no less than 0 and no more than 1, got ",
                   quantile);
    NETDEF_ENFORCE_GT(tol, 0.0f, "tolerance should be positive");
  }
};

class QuantileOp final : public AllInputsOperator<QuantileArgs> {
 public:
  using AllInputsOperator::AllInputsOperator;

 protected:
  void Compute() override {
    int64_t count = 0;
    RequireOneType();
    for (int i = 0; i < InputSize(); ++i) count += Input(i).numel();
    NETDEF_ENFORCE_GT(count, 0, "number of total element in input tensor should be larger than 0");
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      *Output(0)->mutable_data<decltype(zero)>() = Find<decltype(zero)>(count);
    });
  }

 private:
  template <typename T>
  int64_t CountUpTo(T limit) const {
    int64_t n = 0;
    ForEach<T>([&](T x) { n += x <= limit; });
    return n;
  }

  template <typename T>
  T Find(int64_t count) const {
    const auto target = static_cast<int64_t>(std::ceil(static_cast<float>(count) * args_.quantile));
    T low = 0, high = 0;
    bool first = true;
    ForEach<T>([&](T x) {
      low = first ? x : std::min(low, x);
      high = first ? x : std::max(high, x);
      first = false;
    });
    if (target == 0) return low;
    if (target == count) return high;
    if (CountUpTo(low) >= target) return low;
    // Every step halves the interval, so there cannot be more than a float has bits; NaN must not keep us here.
    for (int step = 0; step < 2000 && std::abs(high - low) > args_.tol * (std::abs(high) + std::abs(low)); ++step) {
      const T middle = low + (high - low) / T(2);
      const int64_t n = CountUpTo(middle);
      if (n == target) return middle;
      (n > target ? high : low) = middle;
    }
    return high;
  }
};

OPERATOR_SCHEMA(Quantile)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<QuantileArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{{1}, in[0].dtype}}; })
    .SetDoc("A quantile of all elements of tensors, up to a tolerance.")
    .Input(0, "X1, X2, ...", "Float tensors of one type.")
    .Output(0, "quantile_value", "Vector of one number.");

REGISTER_CPU_OPERATOR(Quantile, QuantileOp);
SHOULD_NOT_DO_GRADIENT(Quantile);

}  // namespace
}  // namespace netdef
