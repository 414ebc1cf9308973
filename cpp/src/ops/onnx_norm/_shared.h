// What the normalisations share.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/grain.h"
#include "netdef/broadcast.h"
#include "netdef/onnx_operator.h"
#include "netdef/vector_math.h"

namespace netdef {
inline namespace onnx_norm {  // other families have things of the same names

constexpr int64_t kNormGrain = 16384;  // elements

struct AxisArgs {
  int64_t axis = -1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; negative: from the end.");
  }
};

// Neighbouring lines that are not contiguous: element k of line l is at k * step + l.
template <typename T>
struct Columns {
  static constexpr int64_t kMost = 64;  // so many are worked on together

  const T* x;
  T* y;  // may be x
  int64_t step, extent, count;
};

// Lines of a tensor along an axis: Line::Run(x, y, extent) for each of them, or Line::RunColumns(columns) for many at once.
template <typename Line>
class LinesOp final : public WidenedOperator<AxisArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    if (dims.empty()) return Run(1, 1, 1);
    const int axis = CanonicalAxis(args_.axis, dims);
    Run(SizeToDim(dims, axis), dims[static_cast<size_t>(axis)], SizeFromDim(dims, axis + 1));
  }

 private:
  void Run(int64_t outer, int64_t extent, int64_t inner) {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      if (extent == 0) return;
      if (inner == 1) {
        ParallelFor(0, outer, GrainFor(kNormGrain, extent), [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) Line::Run(x + i * extent, y + i * extent, extent);
        });
        return;
      }
      constexpr int64_t kMost = Columns<T>::kMost;
      const int64_t groups = (inner + kMost - 1) / kMost;
      ParallelFor(0, outer * groups, GrainFor(kNormGrain, extent * kMost), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const int64_t first = i % groups * kMost, at = i / groups * extent * inner + first;
          Line::RunColumns(Columns<T>{x + at, y + at, inner, extent, std::min(kMost, inner - first)});
        }
      });
    });
  }
};

inline void LinesSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .AllowInplace({{0, 0}})
      .Args<AxisArgs>()
      .IdenticalTypeAndShape()
      .Input(0, "input", "Tensor of floats.")
      .Output(0, "output", "Shape and type of the input.");
}

// The largest of a line, and exp(x - top) with their sum in the place of y.
template <typename T>
NETDEF_SIMD T TopOfLine(const T* x, int64_t n) {
  T top = x[0];
#pragma omp simd reduction(max : top)
  for (int64_t i = 1; i < n; ++i) top = x[i] > top ? x[i] : top;
  return top;
}

template <typename T>
NETDEF_SIMD T ExpLine(const T* x, T* y, int64_t n, T top) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) {
    y[i] = vec::Exp(x[i] - top);
    sum += y[i];
  }
  return sum;
}

// The same sum where nobody needs its terms.
template <typename T>
NETDEF_SIMD T ExpSum(const T* x, int64_t n, T top) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) sum += vec::Exp(x[i] - top);
  return sum;
}

// The same for columns.
template <typename T>
NETDEF_SIMD void TopsOfColumns(const Columns<T> c, T* tops) {
  for (int64_t l = 0; l < c.count; ++l) tops[l] = c.x[l];
  for (int64_t k = 1; k < c.extent; ++k) {
#pragma omp simd
    for (int64_t l = 0; l < c.count; ++l) tops[l] = c.x[k * c.step + l] > tops[l] ? c.x[k * c.step + l] : tops[l];
  }
}

template <typename T>
NETDEF_SIMD void ExpColumns(const Columns<T> c, const T* tops, T* sums) {
  for (int64_t l = 0; l < c.count; ++l) sums[l] = 0;
  for (int64_t k = 0; k < c.extent; ++k) {
#pragma omp simd
    for (int64_t l = 0; l < c.count; ++l) {
      const T term = vec::Exp(c.x[k * c.step + l] - tops[l]);
      c.y[k * c.step + l] = term;
      sums[l] += term;
    }
  }
}

template <typename T>
NETDEF_SIMD void ExpSums(const Columns<T> c, const T* tops, T* sums) {
  for (int64_t l = 0; l < c.count; ++l) sums[l] = 0;
  for (int64_t k = 0; k < c.extent; ++k) {
#pragma omp simd
    for (int64_t l = 0; l < c.count; ++l) sums[l] += vec::Exp(c.x[k * c.step + l] - tops[l]);
  }
}

struct Moments {
  double mean, variance;
};

template <typename T>
Moments AnyMoments(const T* x, int64_t n) {
  double sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) sum += static_cast<double>(x[i]);
  const double mean = sum / static_cast<double>(n);
#pragma omp simd reduction(+ : squares)
  for (int64_t i = 0; i < n; ++i) squares += (static_cast<double>(x[i]) - mean) * (static_cast<double>(x[i]) - mean);
  return {mean, squares / static_cast<double>(n)};
}
template <typename T>
NETDEF_SIMD Moments FastMoments(const T* x, int64_t n) {
  return AnyMoments(x, n);
}

template <typename T>
Moments MomentsOf(const T* x, int64_t n) {
  if constexpr (std::is_same_v<T, float>) {
    return FastMoments(x, n);
  } else {
    return AnyMoments(x, n);
  }
}

// One value for each channel.
inline void CheckChannelVector(const Dims& dims, int64_t channels, const char* what) {
  NETDEF_ENFORCE(dims == Dims{channels}, what, " must have one value for each of ", channels, " channels, its shape is [", DimsString(dims), "]");
}
inline int64_t ChannelsOf(const Dims& dims) {
  NETDEF_ENFORCE(dims.size() >= 2, "expected a tensor [N, C, ...], got [", DimsString(dims), "]");
  return dims[1];
}

// Parameters in the type of the data, as models mix them.
template <typename T>
std::vector<T> ValuesOf(const Tensor& t) {
  std::vector<T> values;
  DispatchTypes<float, double>(t.dtype(), [&](auto zero) {
    using U = decltype(zero);
    values.assign(t.data<U>(), t.data<U>() + t.numel());
  });
  return values;
}

}  // namespace onnx_norm
}  // namespace netdef
