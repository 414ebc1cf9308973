// Operators that are one function of runs of numbers, where MapElements of pointwise.h, with a formula for one, does not do.
#pragma once

#include "netdef/parallel.h"
#include "netdef/pointwise.h"
#include "netdef/widened.h"

namespace netdef {

// Fn::Run(x, n, y) computes n elements of float or double; y may be x.
template <typename Fn>
class RunOperator final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, Input(0).numel(), CostlyFormula::kGrain, [&](int64_t begin, int64_t end) { Fn::Run(x + begin, end - begin, y + begin); });
    });
  }
};

}  // namespace netdef
