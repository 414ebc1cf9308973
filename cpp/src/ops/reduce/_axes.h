// Operators that reduce X along any axes: ReduceSum, ReduceMax, ...
#pragma once

#include <algorithm>
#include <vector>

#include "netdef/broadcast.h"
#include "netdef/dims.h"

namespace netdef {

struct AxesArgs {
  std::vector<int> axes;
  bool keepdims = true;

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "The axes to reduce; all by default. Negative ones count from the end.");
    v("keepdims", keepdims, "Keep the reduced axes with an extent of 1.");
  }

  // The shape of the result, reduced axes kept.
  Dims KeptDims(Dims dims) const {
    if (axes.empty()) return Dims(dims.size(), 1);
    for (int axis : axes) dims[static_cast<size_t>(CanonicalAxis(axis, dims))] = 1;
    return dims;
  }

  Dims ResultDims(const Dims& dims) const {
    if (keepdims) return KeptDims(dims);
    Dims result;
    for (size_t i = 0; i < dims.size(); ++i) {
      const bool reduced = axes.empty() || std::any_of(axes.begin(), axes.end(), [&](int axis) {
                             return CanonicalAxis(axis, dims) == static_cast<int>(i);
                           });
      if (!reduced) result.push_back(dims[i]);
    }
    for (int axis : axes) CanonicalAxis(axis, dims);
    return result;
  }
};

// y = Policy::Last(fold of Policy::Term(x), number of elements folded), the fold being Policy::Fold.
template <typename Policy, typename Types>
class ReduceAxesOp final : public KernelOperator<AxesArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = BroadcastPlan(Input(0).dims(), args_.KeptDims(Input(0).dims()));
    count_ = plan_.b_size() > 0 ? Input(0).numel() / plan_.b_size() : 0;
  }

  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      BroadcastFold<Operand::kB, typename Policy::Fold>(
          plan_, y, [x](int64_t i, int64_t, int64_t) { return Policy::Term(x[i]); });
      if constexpr (Policy::kHasLast) {
        for (int64_t i = 0; i < plan_.b_size(); ++i) y[i] = Policy::Last(y[i], count_);
      }
    });
  }

 private:
  BroadcastPlan plan_;
  int64_t count_ = 0;
};

// (dY, X, Y) -> dX: dx = Policy::Gradient(dy, x, y, number of elements folded).
template <typename Policy, typename Types>
class ReduceAxesGradientOp final : public KernelOperator<AxesArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = BroadcastPlan(Input(1).dims(), args_.KeptDims(Input(1).dims()));
    count_ = plan_.b_size() > 0 ? plan_.size() / plan_.b_size() : 0;
    NETDEF_ENFORCE_EQ(Input(0).numel(), plan_.b_size(), "[", type(), "] dY must have the shape of the reduced X");
    NETDEF_ENFORCE_EQ(Input(2).numel(), plan_.b_size(), "[", type(), "] Y must have the shape of the reduced X");
  }

  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      const T* x = Input(1).data<T>();
      const T* y = Input(2).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      BroadcastEach(plan_, [=, count = count_](int64_t i, int64_t, int64_t r) {
        dx[i] = Policy::Gradient(dy[r], x[i], y[r], count);
      });
    });
  }

 private:
  BroadcastPlan plan_;
  int64_t count_ = 0;
};

inline void ReduceAxesSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<AxesArgs>()
      .Shape<AxesArgs>([](const AxesArgs& args, const ShapeInputs& in) {
        return std::vector<TensorSpec>{{args.ResultDims(in[0].dims), in[0].dtype}};
      })
      .Input(0, "X", "Tensor to reduce.")
      .Output(0, "Y", "X reduced along the axes, of the type of X.");
}

inline void ReduceAxesGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(1)
      .Args<AxesArgs>()
      .IdenticalTypeAndShapeOfInput(1)
      .Input(0, "dY", "Gradient of Y.")
      .Input(1, "X", "Tensor that was reduced.")
      .Input(2, "Y", "Result of the reduction.")
      .Output(0, "dX", "Gradient of X.");
}

// A policy that keeps the fold as it is.
struct PlainReduction {
  static constexpr bool kHasLast = false;
  template <typename T>
  static T Term(T x) {
    return x;
  }
};
// One of the elements is taken; those that tie all get the gradient.
struct PickingReduction : PlainReduction {
  template <typename T>
  static T Gradient(T dy, T x, T y, int64_t) {
    return x == y ? dy : T(0);
  }
};

}  // namespace netdef
