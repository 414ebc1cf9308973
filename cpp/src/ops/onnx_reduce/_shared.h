// What the reductions share: which axes, and loops over what they leave.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "base/grain.h"
#include "netdef/onnx_operator.h"
#include "netdef/strided.h"
#include "netdef/wrapped.h"

namespace netdef {
inline namespace onnx_reduce {  // other families have things of the same names

struct ReduceArgs {
  bool keepdims = true, noop_with_empty_axes = false;

  template <typename V>
  void Fields(V& v) {
    v("keepdims", keepdims, "Reduced axes stay with extent 1.");
    v("noop_with_empty_axes", noop_with_empty_axes, "Without axes nothing is reduced, else everything is.");
  }

  std::vector<bool> Reduced(size_t rank, const std::vector<int64_t>& axes) const {
    return axes.empty() ? std::vector<bool>(rank, !noop_with_empty_axes) : MarkAxes(axes, rank);
  }
};

inline std::vector<TensorSpec> ReduceShape(const ReduceArgs& args, const ShapeInputs& in) {
  std::vector<int64_t> axes;
  if (in.has(1)) {
    const Tensor* t = in.value(1);
    if (t == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
    axes = IntegersOf(*t);
  }
  const std::vector<bool> reduced = args.Reduced(in[0].dims.size(), axes);
  Dims dims;
  for (size_t i = 0; i < reduced.size(); ++i) {
    if (!reduced[i]) dims.push_back(in[0].dims[i]);
    if (reduced[i] && args.keepdims) dims.push_back(1);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

// The input seen as [kept axes] x [reduced axes]: steps of both kinds, neighbours that behave alike as one.
class ReducePlan {
 public:
  ReducePlan() = default;
  ReducePlan(const Dims& dims, const std::vector<bool>& reduced) {
    const Dims steps = RowMajorSteps(dims);
    for (size_t i = 0; i < dims.size(); ++i) {
      Add(reduced[i] ? &inner_ : &outer_, {dims[i], steps[i]});
      (reduced[i] ? inner_size_ : outer_size_) *= dims[i];
    }
    if (inner_.empty()) inner_.push_back({1, 1});
    if (outer_.empty()) outer_.push_back({1, 1});
  }

  int64_t outer_size() const { return outer_size_; }
  int64_t inner_size() const { return inner_size_; }
  // The reduced elements lie side by side.
  bool IsContiguous() const { return inner_.size() == 1 && inner_[0].step == 1; }

  int64_t OuterOffset(int64_t i) const { return Offset(outer_, i); }

  // run(offset, step, n) for stretches that cover the reduced elements of one kept one, in order.
  template <typename Run>
  void ForEachRun(Run&& run) const {
    if (inner_size_ == 0) return;
    const Axis& last = inner_.back();
    for (int64_t i = 0, runs = inner_size_ / last.extent; i < runs; ++i) run(Offset(inner_, i * last.extent), last.step, last.extent);
  }

  // The last kept axis, if its elements lie side by side: then many outputs are computed at once.
  int64_t KeptRun() const { return outer_.back().step == 1 ? outer_.back().extent : 1; }

 private:
  struct Axis {
    int64_t extent, step;
  };

  static void Add(std::vector<Axis>* axes, Axis axis) {
    if (axis.extent == 1) return;
    if (!axes->empty() && axes->back().step == axis.step * axis.extent) {
      axes->back() = {axes->back().extent * axis.extent, axis.step};
    } else {
      axes->push_back(axis);
    }
  }

  static int64_t Offset(const std::vector<Axis>& axes, int64_t i) {
    int64_t offset = 0;
    for (size_t k = axes.size(); k-- > 0;) {
      offset += i % axes[k].extent * axes[k].step;
      i /= axes[k].extent;
    }
    return offset;
  }

  std::vector<Axis> outer_, inner_;
  int64_t outer_size_ = 1, inner_size_ = 1;
};

constexpr int64_t kReduceGrain = 16384;  // elements

template <typename Fold, typename T, typename A>
void FoldRun(const T* x, int64_t step, int64_t n, A* sums) {
  // Several sums at once, so that one addition need not wait for the last.
  constexpr int64_t kLanes = 16;
  A lanes[kLanes];
  for (A& lane : lanes) lane = Fold::template Start<A>();
  int64_t i = 0;
  if (step == 1) {
    for (; i + kLanes <= n; i += kLanes) {
      for (int64_t k = 0; k < kLanes; ++k) lanes[k] = Fold::Add(lanes[k], x[i + k]);
    }
  }
  for (; i < n; ++i) lanes[0] = Fold::Add(lanes[0], x[i * step]);
  for (A lane : lanes) *sums = Fold::Join(*sums, lane);
}

template <typename Fold, typename T, typename A>
void FoldRows(const T* x, int64_t n, A* sums) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) sums[i] = Fold::Add(sums[i], x[i]);
}

// Compiled for the vector units of several machines; for types other than float not worth the compile time.
template <typename Fold, typename A>
NETDEF_SIMD void FoldFloatRun(const float* x, int64_t step, int64_t n, A* sums) {
  FoldRun<Fold>(x, step, n, sums);
}
template <typename Fold, typename A>
NETDEF_SIMD void FoldFloatRows(const float* x, int64_t n, A* sums) {
  FoldRows<Fold>(x, n, sums);
}
template <typename Fold, typename T, typename A>
void FoldAnyRun(const T* x, int64_t step, int64_t n, A* sums) {
  if constexpr (std::is_same_v<T, float>) {
    FoldFloatRun<Fold>(x, step, n, sums);
  } else {
    FoldRun<Fold>(x, step, n, sums);
  }
}
template <typename Fold, typename T, typename A>
void FoldAnyRows(const T* x, int64_t n, A* sums) {
  if constexpr (std::is_same_v<T, float>) {
    FoldFloatRows<Fold>(x, n, sums);
  } else {
    FoldRows<Fold>(x, n, sums);
  }
}

// Y = Fold::Finish(fold of x over the reduced axes, how many). Fold::Sum<T> is the type to fold in.
template <typename Fold, typename Types = TypeList<float, double, int32_t, int64_t, uint32_t, uint64_t>>
class ReduceOp final : public WidenedOperator<ReduceArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    std::vector<int64_t> axes;
    if (HasInput(1)) axes = IntegersOf(Input(1));
    const ReducePlan plan(Input(0).dims(), args_.Reduced(Input(0).dims().size(), axes));
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(plan); });
  }

 private:
  template <typename T>
  void Run(const ReducePlan& plan) {
    using A = typename Fold::template Sum<T>;
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    NETDEF_ENFORCE(plan.inner_size() > 0 || plan.outer_size() == 0 || Fold::kOfNothing, "[", type(), "] there is nothing to reduce");
    const int64_t run = plan.IsContiguous() ? 1 : plan.KeptRun(), rows = plan.outer_size() / std::max<int64_t>(run, 1);
    const int64_t grain = GrainFor(kReduceGrain, plan.inner_size() * run);
    ParallelFor(0, rows, grain, [&](int64_t begin, int64_t end) {
      const std::unique_ptr<A[]> sums(new A[static_cast<size_t>(run)]);  // a vector of bool has no elements
      for (int64_t row = begin; row < end; ++row) {
        std::fill_n(sums.get(), run, Fold::template Start<A>());
        const T* from = x + plan.OuterOffset(row * run);
        plan.ForEachRun([&](int64_t offset, int64_t step, int64_t n) {
          if (run == 1) return FoldAnyRun<Fold>(from + offset, step, n, sums.get());
          for (int64_t i = 0; i < n; ++i) FoldAnyRows<Fold>(from + offset + i * step, run, sums.get());
        });
        for (int64_t i = 0; i < run; ++i) y[row * run + i] = static_cast<T>(Fold::Finish(sums[static_cast<size_t>(i)], plan.inner_size()));
      }
    });
  }
};

inline void ReduceSchema(OpSchema& schema) {
  schema.NumInputs(1, 2)
      .NumOutputs(1)
      .Args<ReduceArgs>()
      .Shape<ReduceArgs>(ReduceShape)
      .Input(0, "data", "Tensor of numbers.")
      .Input(1, "axes", "int64, 1-D: the axes to reduce; absent or empty: all, or none with noop_with_empty_axes.")
      .Output(0, "reduced", "Type of data.");
}

// The type in which sums are taken: integers wrap around, floats are added in double.
template <typename T>
using WideSum = std::conditional_t<std::is_floating_point_v<T>, double, T>;

// Folds that add up a term of each element.
struct SumFold {
  static constexpr bool kOfNothing = true;
  template <typename T>
  using Sum = WideSum<T>;
  template <typename A>
  static A Start() {
    return A(0);
  }
  template <typename A>
  static A Join(A a, A b) {
    return AddWrapped(a, b);
  }
  template <typename A>
  static A Finish(A sum, int64_t /*n*/) {
    return sum;
  }
};

// A square root in the type of the sum; of integers, cut off.
template <typename A>
A Root(A x) {
  return static_cast<A>(std::sqrt(static_cast<double>(x)));
}

}  // namespace onnx_reduce
}  // namespace netdef
