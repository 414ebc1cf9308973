// Maxima of the rows or columns of a batch of matrices: RowwiseMax, ColwiseMax.
#pragma once

#include <vector>

#include "netdef/broadcast.h"

namespace netdef {

// X is (batch, rows, columns); kAxis, 1 or 2, is the axis that goes.
template <size_t kAxis>
Dims MatrixMaxDims(const Dims& x) {
  NETDEF_ENFORCE_EQ(x.size(), 3u, "X must have 3 dims: batch, rows and columns");
  return {x[0], x[3 - kAxis]};
}

template <size_t kAxis>
BroadcastPlan MatrixMaxPlan(Dims x) {
  Dims y = x;
  y[kAxis] = 1;
  return BroadcastPlan(x, y);
}

template <size_t kAxis>
class MatrixMaxOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = MatrixMaxPlan<kAxis>(Input(0).dims());
    NETDEF_ENFORCE(plan_.size() > 0 || plan_.b_size() == 0, "[", type(), "] there is no maximum of nothing: X is [",
                   DimsString(Input(0).dims()), "]");
  }

  void Compute() override {
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      BroadcastFold<Operand::kB, FoldMax>(plan_, Output(0)->mutable_data<T>(),
                                          [x](int64_t i, int64_t, int64_t) { return x[i]; });
    });
  }

 private:
  BroadcastPlan plan_;
};

// (X, Y, dY) -> dX: dY where x is the maximum, 0 elsewhere.
template <size_t kAxis>
class MatrixMaxGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = MatrixMaxPlan<kAxis>(Input(0).dims());
    for (int i : {1, 2}) {
      NETDEF_ENFORCE(Input(i).numel() == plan_.b_size(), "[", type(), "] Y and dY must have shape [",
                     DimsString(MatrixMaxDims<kAxis>(Input(0).dims())), "], got [", DimsString(Input(i).dims()), "]");
    }
  }

  void Compute() override {
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      const T* y = Input(1).data<T>();
      const T* dy = Input(2).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      BroadcastEach(plan_, [=](int64_t i, int64_t, int64_t r) { dx[i] = x[i] == y[r] ? dy[r] : T(0); });
    });
  }

 private:
  BroadcastPlan plan_;
};

template <size_t kAxis>
void MatrixMaxSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) {
        return std::vector<TensorSpec>{{MatrixMaxDims<kAxis>(in[0].dims), in[0].dtype}};
      })
      .Input(0, "X", "Tensor of 3 dims: batch, rows, columns.");
}

template <size_t kAxis>
void MatrixMaxGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) {
        MatrixMaxDims<kAxis>(in[0].dims);
        return std::vector<TensorSpec>{in[0]};
      })
      .Input(0, "X", "Tensor of 3 dims: batch, rows, columns.")
      .Input(1, "Y", "The maxima.")
      .Input(2, "dY", "Gradient of Y.")
      .Output(0, "dX", "Gradient of X.");
}

}  // namespace netdef
