// Operators that compare the rows of two tensors, or the elements of two vectors.
#pragma once

#include <algorithm>
#include <vector>

#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"

namespace netdef {

// A tensor as rows: the first dim counts them. A vector has rows of one element, a scalar is one row.
struct RowView {
  int64_t rows = 1, width = 1;
};

inline RowView ViewRows(const Dims& dims) {
  RowView view;
  view.rows = dims.empty() ? 1 : dims[0];
  view.width = dims.empty() ? 1 : SizeFromDim(dims, 1);
  return view;
}

inline Dims RowResultDims(const Dims& dims) { return {ViewRows(dims).rows}; }

inline void CheckSameShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims == in[1].dims, "Dimension mismatch: X has shape [", DimsString(in[0].dims), "], Y has [",
                 DimsString(in[1].dims), "]");
}

// z[i] = Distance::Forward(width, row i of X, row i of Y).
template <typename Distance>
class RowDistanceOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const RowView view = ViewRows(Input(0).dims());
      const T* x = Input(0).data<T>();
      const T* y = Input(1).data<T>();
      T* z = Output(0)->mutable_data<T>();
      ParallelFor(0, view.rows, GrainFor(kPointwiseGrain, view.width), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) z[i] = Distance::Forward(view.width, x + i * view.width, y + i * view.width);
      });
    });
  }
};

// (X, Y, dZ) -> (dX, dY): Distance::Backward(width, x, y, dz, dx, dy) for each row.
template <typename Distance>
class RowDistanceGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const RowView view = ViewRows(Input(0).dims());
    NETDEF_ENFORCE_EQ(Input(2).numel(), view.rows, "[", type(), "] dZ must have one element for each row of X");
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      const T* y = Input(1).data<T>();
      const T* dz = Input(2).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      T* dy = Output(1)->mutable_data<T>();
      ParallelFor(0, view.rows, GrainFor(kPointwiseGrain, view.width), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const int64_t at = i * view.width;
          Distance::Backward(view.width, x + at, y + at, dz[i], dx + at, dy + at);
        }
      });
    });
  }
};

inline void RowDistanceSchema(OpSchema& schema) {
  schema.NumInputs(2)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) {
        CheckSameShape(in);
        return std::vector<TensorSpec>{{RowResultDims(in[0].dims), in[0].dtype}};
      })
      .Input(0, "X", "Tensor whose first dim counts the rows.")
      .Input(1, "Y", "Tensor of the shape of X.")
      .Output(0, "Z", "One number for each row.");
}

inline void RowDistanceGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(2)
      .Shape([](const ShapeInputs& in) {
        CheckSameShape(in);
        return std::vector<TensorSpec>{in[0], in[1]};
      })
      .Input(0, "X", "First input of the operator.")
      .Input(1, "Y", "Second input of the operator.")
      .Input(2, "dZ", "Gradient of Z.")
      .Output(0, "dX", "Gradient of X.")
      .Output(1, "dY", "Gradient of Y.");
}

template <typename T>
T DotRow(int64_t n, const T* x, const T* y) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

}  // namespace netdef
