// Operators that are one function of spans of numbers, where MapElements of pointwise.h, with a formula for one, does not do.
#pragma once

#include <type_traits>

#include "netdef/parallel.h"
#include "netdef/pointwise.h"
#include "netdef/widened.h"

namespace netdef {

// Fn::Run(x, n, y), or Fn::Run(x, n, y, args) where there are arguments, computes n elements of float or double; y may be x.
template <typename Fn, typename Args = NoArgs>
class SpanOperator final : public WidenedOperator<Args> {
 public:
  using WidenedOperator<Args>::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = this->Input(0).template data<T>();
      T* y = this->Output(0)->template mutable_data<T>();
      ParallelFor(0, this->Input(0).numel(), CostlyFormula::kGrain, [&](int64_t begin, int64_t end) {
        if constexpr (std::is_same_v<Args, NoArgs>) {
          Fn::Run(x + begin, end - begin, y + begin);
        } else {
          Fn::Run(x + begin, end - begin, y + begin, this->args_);
        }
      });
    });
  }
};

}  // namespace netdef
