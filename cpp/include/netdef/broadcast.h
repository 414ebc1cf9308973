// Two inputs of different shapes: the rules that match them, and loops over the matched elements.
//
// Without `broadcast` shapes are matched as numpy does: aligned at the last axis, an extent of 1
// stretches, in both directions. With broadcast=1, Caffe2's older rule: B's dims lie inside A's from
// `axis` on (by default at the end), only B stretches, and C is shaped like A.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "netdef/export.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/pointwise.h"
#include "netdef/wrapped.h"

namespace netdef {

struct BroadcastArgs {
  bool broadcast = false;
  int axis = -1;
  std::string axis_str;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("broadcast", broadcast, "Match B inside A's dims from `axis` on, instead of numpy's rule.");
    v("axis", axis, "With broadcast=1: the axis of A at which B's first dim lies; -1 puts B at the end.");
    v("axis_str", axis_str, "With broadcast=1: the same axis as a letter of `order`.");
    v("order", order, "Letters of A's axes, for `axis_str`.");
  }
};

// How to walk through C = f(A, B): neighbouring axes that behave alike are one.
class NETDEF_API BroadcastPlan {
 public:
  struct Axis {
    int64_t extent, a, b;  // steps in elements; 0 where that input is stretched
  };

  BroadcastPlan() = default;
  BroadcastPlan(const Dims& a, const Dims& b);  // numpy's rule
  BroadcastPlan(const BroadcastArgs& args, const Dims& a, const Dims& b);
  // C's shape by numpy's rule and by that of the arguments.
  static Dims ResultDims(const Dims& a, const Dims& b);
  static Dims ResultDims(const BroadcastArgs& args, const Dims& a, const Dims& b);

  int64_t size() const { return size_; }  // elements of C
  int64_t a_size() const { return a_size_; }
  int64_t b_size() const { return b_size_; }
  const Axis& outer() const { return axes_[0]; }
  const Axis& inner() const { return axes_[static_cast<size_t>(count_ - 1)]; }
  int64_t outer_stride() const { return outer_stride_; }  // elements of C in one step of the outer axis

  // Calls run(c, a, b, n) for stretches of n elements along the inner axis that cover [begin, end)
  // of C; c, a and b are the offsets of the first element.
  template <typename Run>
  void Walk(int64_t begin, int64_t end, Run&& run) const;

 private:
  static constexpr int kMaxAxes = 16;
  void Plan(const Dims& a, const Dims& b);  // of equal length

  std::array<Axis, kMaxAxes> axes_{};
  int count_ = 0;
  int64_t size_ = 0, a_size_ = 0, b_size_ = 0, outer_stride_ = 0;
};

template <typename Run>
void BroadcastPlan::Walk(int64_t begin, int64_t end, Run&& run) const {
  if (begin >= end) return;
  std::array<int64_t, kMaxAxes> index{};
  int64_t a = 0, b = 0, c = begin, rest = begin;
  for (int i = count_ - 1; i >= 0; --i) {
    const Axis& axis = axes_[static_cast<size_t>(i)];
    index[static_cast<size_t>(i)] = rest % axis.extent;
    rest /= axis.extent;
    a += index[static_cast<size_t>(i)] * axis.a;
    b += index[static_cast<size_t>(i)] * axis.b;
  }
  const int last = count_ - 1;
  const Axis& inner_axis = axes_[static_cast<size_t>(last)];
  int64_t at = index[static_cast<size_t>(last)];
  for (;;) {
    const int64_t n = std::min(inner_axis.extent - at, end - c);
    run(c, a, b, n);
    c += n;
    if (c >= end) return;
    a -= at * inner_axis.a;
    b -= at * inner_axis.b;
    at = 0;
    for (int i = last - 1; i >= 0; --i) {
      const Axis& axis = axes_[static_cast<size_t>(i)];
      a += axis.a;
      b += axis.b;
      if (++index[static_cast<size_t>(i)] < axis.extent) break;
      a -= axis.a * axis.extent;
      b -= axis.b * axis.extent;
      index[static_cast<size_t>(i)] = 0;
    }
  }
}

namespace internal {

template <int kA, int kB, typename T, typename R, typename Fn>
NETDEF_SIMD void BroadcastMapRange(const BroadcastPlan& plan, int64_t begin, int64_t end, const T* a, const T* b, R* c,
                                   const Fn fn) {
  plan.Walk(begin, end, [=](int64_t ic, int64_t ia, int64_t ib, int64_t n) {
    const T a0 = a[ia], b0 = b[ib];
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) c[ic + i] = fn(kA ? a[ia + i] : a0, kB ? b[ib + i] : b0);
  });
}

}  // namespace internal

// c[i] = fn(a[..], b[..]); c may be an input of C's size.
template <typename T, typename R, typename Fn>
void BroadcastMap(const BroadcastPlan& plan, const T* a, const T* b, R* c, const Fn& fn) {
  const bool step_a = plan.inner().a != 0, step_b = plan.inner().b != 0;
  ParallelFor(0, plan.size(), internal::GrainOf<Fn>::value, [&](int64_t begin, int64_t end) {
    if (step_a && step_b) {
      internal::BroadcastMapRange<1, 1>(plan, begin, end, a, b, c, fn);
    } else if (step_a) {
      internal::BroadcastMapRange<1, 0>(plan, begin, end, a, b, c, fn);
    } else {
      internal::BroadcastMapRange<0, 1>(plan, begin, end, a, b, c, fn);
    }
  });
}

enum class Operand { kA, kB };

// Ways to fold many values into one: what nothing folds to, two values, and a run of terms.
struct FoldSum {
  template <typename T>
  static constexpr T Nothing() {
    return T(0);
  }
  template <typename T>
  static T Two(T a, T b) {
    return AddWrapped(a, b);
  }
  template <typename T, typename Term>
  static T Run(int64_t n, T start, const Term& term) {
    Wrap<T> sum = static_cast<Wrap<T>>(start);
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; ++i) sum += static_cast<Wrap<T>>(term(i));
    return static_cast<T>(sum);
  }
};

struct FoldMax {
  template <typename T>
  static constexpr T Nothing() {
    using Limits = std::numeric_limits<T>;
    return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  }
  template <typename T>
  static T Two(T a, T b) {
    return a < b ? b : a;
  }
  template <typename T, typename Term>
  static T Run(int64_t n, T start, const Term& term) {
    T max = start;
#pragma omp simd reduction(max : max)
    for (int64_t i = 0; i < n; ++i) max = Two(max, term(i));
    return max;
  }
};

struct FoldMin {
  template <typename T>
  static constexpr T Nothing() {
    using Limits = std::numeric_limits<T>;
    return Limits::has_infinity ? Limits::infinity() : Limits::max();
  }
  template <typename T>
  static T Two(T a, T b) {
    return b < a ? b : a;
  }
  template <typename T, typename Term>
  static T Run(int64_t n, T start, const Term& term) {
    T min = start;
#pragma omp simd reduction(min : min)
    for (int64_t i = 0; i < n; ++i) min = Two(min, term(i));
    return min;
  }
};

namespace internal {

// [low, high) is the part of the inner axis to look at. Where the operand is not stretched (kFull)
// there is nothing to fold, and out may be where term reads.
template <Operand operand, typename Fold, bool kFull, int kA, int kB, typename T, typename Term>
NETDEF_SIMD void BroadcastFoldRange(const BroadcastPlan& plan, int64_t begin, int64_t end, int64_t low, int64_t high,
                                    T* out, const Term term) {
  plan.Walk(begin, end, [&](int64_t c, int64_t a, int64_t b, int64_t n) {
    T* to = out + (operand == Operand::kA ? a : b);
    if constexpr (kFull) {
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) to[i] = term(c + i, a + kA * i, b + kB * i);
    } else if constexpr (operand == Operand::kA ? kA : kB) {
      const int64_t stop = std::min(n, high);
#pragma omp simd
      for (int64_t i = low; i < stop; ++i) to[i] = Fold::Two(to[i], term(c + i, a + kA * i, b + kB * i));
    } else {
      *to = Fold::Run(n, *to, [&](int64_t i) { return term(c + i, a + kA * i, b + kB * i); });
    }
  });
}

template <Operand operand, typename Fold, bool kFull, typename T, typename Term>
void BroadcastFoldRange(const BroadcastPlan& plan, int64_t begin, int64_t end, int64_t low, int64_t high, T* out,
                        const Term& term) {
  const bool step_a = plan.inner().a != 0, step_b = plan.inner().b != 0;
  if (step_a && step_b) {
    BroadcastFoldRange<operand, Fold, kFull, 1, 1>(plan, begin, end, low, high, out, term);
  } else if (step_a) {
    BroadcastFoldRange<operand, Fold, kFull && operand == Operand::kA, 1, 0>(plan, begin, end, low, high, out, term);
  } else {
    BroadcastFoldRange<operand, Fold, kFull && operand == Operand::kB, 0, 1>(plan, begin, end, low, high, out, term);
  }
}

template <int kA, int kB, typename Fn>
NETDEF_SIMD void EachRange(const BroadcastPlan& plan, int64_t begin, int64_t end, const Fn fn) {
  plan.Walk(begin, end, [=](int64_t c, int64_t a, int64_t b, int64_t n) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) fn(c + i, a + kA * i, b + kB * i);
  });
}

}  // namespace internal

// out gets an operand's shape; each element of it is the fold of term(c, a, b) over the elements c of C
// that the operand's element goes into; a, b and c are offsets. What reducing A to the shape of B is,
// and with FoldSum the gradient of a stretched operand.
template <Operand operand, typename Fold, typename T, typename Term>
void BroadcastFold(const BroadcastPlan& plan, T* out, const Term& term) {
  constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
  const int64_t size = operand == Operand::kA ? plan.a_size() : plan.b_size();
  if (size == plan.size()) {
    ParallelFor(0, size, kPointwiseGrain, [&](int64_t begin, int64_t end) {
      internal::BroadcastFoldRange<operand, Fold, true>(plan, begin, end, 0, kAll, out, term);
    });
    return;
  }
  std::fill(out, out + size, Fold::template Nothing<T>());
  if (plan.size() == 0) return;
  const auto step = [](const BroadcastPlan::Axis& axis) { return operand == Operand::kA ? axis.a : axis.b; };
  if (step(plan.outer()) != 0) {  // steps of the outer axis go to different elements
    const int64_t stride = plan.outer_stride();
    ParallelFor(0, plan.outer().extent, kPointwiseGrain / stride + 1, [&](int64_t begin, int64_t end) {
      internal::BroadcastFoldRange<operand, Fold, false>(plan, begin * stride, end * stride, 0, kAll, out, term);
    });
  } else if (step(plan.inner()) != 0) {  // and so do those of the inner axis
    const int64_t repeats = plan.size() / plan.inner().extent;
    ParallelFor(0, plan.inner().extent, kPointwiseGrain / repeats + 1, [&](int64_t begin, int64_t end) {
      internal::BroadcastFoldRange<operand, Fold, false>(plan, 0, plan.size(), begin, end, out, term);
    });
  } else {
    internal::BroadcastFoldRange<operand, Fold, false>(plan, 0, plan.size(), 0, kAll, out, term);
  }
}

template <Operand operand, typename T, typename Term>
void BroadcastSum(const BroadcastPlan& plan, T* out, const Term& term) {
  BroadcastFold<operand, FoldSum>(plan, out, term);
}

// fn(c, a, b) for the offsets of all elements of C, in any order.
template <typename Fn>
void BroadcastEach(const BroadcastPlan& plan, const Fn& fn) {
  const bool step_a = plan.inner().a != 0, step_b = plan.inner().b != 0;
  ParallelFor(0, plan.size(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
    if (step_a && step_b) {
      internal::EachRange<1, 1>(plan, begin, end, fn);
    } else if (step_a) {
      internal::EachRange<1, 0>(plan, begin, end, fn);
    } else {
      internal::EachRange<0, 1>(plan, begin, end, fn);
    }
  });
}

// C = fn(A, B) with either rule.
template <typename Fn, typename Types>
class BroadcastOp final : public KernelOperator<BroadcastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { plan_ = BroadcastPlan(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      using R = decltype(Fn()(T(), T()));
      BroadcastMap(plan_, Input(0).data<T>(), Input(1).data<T>(), Output(0)->mutable_data<R>(), Fn());
    });
  }

 private:
  BroadcastPlan plan_;
};

// Schemas of C = f(A, B), for OpSchema::FillUsing: C of A's type, and C of bools.
NETDEF_API void BroadcastSchema(OpSchema& schema);
NETDEF_API void BroadcastBoolSchema(OpSchema& schema);

}  // namespace netdef
