// For statistics of the elements of all inputs of an operator together: Quantile, SelfBinningHistogram.
#pragma once

#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {

template <typename Args>
class AllInputsOperator : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void RequireOneType() const {
    const DType type = this->Input(0).dtype();
    for (int i = 1; i < this->InputSize(); ++i) {
      NETDEF_ENFORCE(this->Input(i).dtype() == type, "all inputs must have the same type, got ", DTypeName(type), " and ",
                     DTypeName(this->Input(i).dtype()));
    }
  }

  // Calls fn(x) for every element of every input; with the argument `abs` for its absolute value.
  template <typename T, typename Fn>
  void ForEach(Fn&& fn) const {
    for (int i = 0; i < this->InputSize(); ++i) {
      const T* x = this->Input(i).template data<T>();
      for (int64_t k = 0; k < this->Input(i).numel(); ++k) fn(this->args_.abs ? std::abs(x[k]) : x[k]);
    }
  }
};

}  // namespace netdef
