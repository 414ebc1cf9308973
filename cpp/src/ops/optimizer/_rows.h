// Operators that change the rows of a parameter that a list of indices names, in place.
#pragma once

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

// fn(start of the row, its size) for each index, in order; rows may repeat.
template <typename T, typename Fn>
void ForNamedRows(const Tensor& indices, Tensor* param, Fn&& fn) {
  T* w = DataInPlace<T>(param);
  NETDEF_ENFORCE_GE(param->dim(), 1, "the parameter must have rows");
  const int64_t rows = param->dim(0), block = param->size_from_dim(1);
  DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) {
    const auto* index = indices.data<decltype(zero)>();
    for (int64_t i = 0; i < indices.numel(); ++i) {
      NETDEF_ENFORCE(index[i] >= 0 && index[i] < rows, "Index out of bounds: ", index[i], ", range 0 to ", rows);
    }
    for (int64_t i = 0; i < indices.numel(); ++i) fn(w + index[i] * block, block);
  });
}

template <typename Args>
void ChangesNamedRows(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1)
      .EnforceInplace({{0, 0}})
      .Args<Args>()
      .Shape(SameAsInput(0))
      .Input(1, "indices", "The rows, int32 or int64; a row that is named twice is changed twice.")
      .Input(2, "grad", "Not looked at (optional).")
      .Output(0, "output_param", "The same blob.");
}

}  // namespace netdef
