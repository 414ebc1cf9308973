// Copying between tensors whose elements are reached by a step for each axis: slices, stretched, transposed, joined ...
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "netdef/onnx_operator.h"
#include "netdef/parallel.h"

namespace netdef {

// Elements between neighbours along each axis of a row-major tensor.
inline Dims RowMajorSteps(const Dims& dims) {
  Dims steps(dims.size(), 1);
  for (size_t i = dims.size(); i-- > 1;) steps[i - 1] = steps[i] * dims[i];
  return steps;
}

// out[sum of i_k * out_steps[k]] = in[sum of i_k * in_steps[k]] for all i below `dims`. Steps may be 0 (only of `in`)
// or negative. Bounds are the caller's to check.
template <typename T>
void CopyStrided(const Dims& dims, const T* in, const Dims& in_steps, T* out, const Dims& out_steps) {
  struct Axis {
    int64_t extent, in, out;
  };
  std::vector<Axis> axes;  // neighbours that behave alike are one
  int64_t size = 1;
  for (size_t i = 0; i < dims.size(); ++i) {
    size *= dims[i];
    if (dims[i] == 1) continue;
    const Axis axis{dims[i], in_steps[i], out_steps[i]};
    if (!axes.empty() && axes.back().in == axis.in * axis.extent && axes.back().out == axis.out * axis.extent) {
      axes.back() = {axes.back().extent * axis.extent, axis.in, axis.out};
    } else {
      axes.push_back(axis);
    }
  }
  if (size == 0) return;
  if (axes.empty()) axes.push_back({1, 0, 0});
  const Axis inner = axes.back();
  axes.pop_back();
  const int64_t rows = size / inner.extent;
  ParallelFor(0, rows, 1 + kPointwiseGrain / inner.extent, [&](int64_t begin, int64_t end) {
    std::vector<int64_t> index(axes.size(), 0);
    const T* from = in;
    T* to = out;
    int64_t rest = begin;
    for (size_t k = axes.size(); k-- > 0;) {
      index[k] = rest % axes[k].extent;
      rest /= axes[k].extent;
      from += index[k] * axes[k].in;
      to += index[k] * axes[k].out;
    }
    for (int64_t row = begin; row < end; ++row) {
      if (std::is_trivially_copyable_v<T> && inner.in == 1 && inner.out == 1) {
        std::memcpy(static_cast<void*>(to), from, static_cast<size_t>(inner.extent) * sizeof(T));
      } else {
        for (int64_t i = 0; i < inner.extent; ++i) to[i * inner.out] = from[i * inner.in];
      }
      for (size_t k = axes.size(); k-- > 0;) {
        from += axes[k].in;
        to += axes[k].out;
        if (++index[k] < axes[k].extent) break;
        from -= axes[k].in * axes[k].extent;
        to -= axes[k].out * axes[k].extent;
        index[k] = 0;
      }
    }
  });
}

// The whole of `out`, row-major, from elements of `in` that begin at `offset`.
inline void GatherStrided(const Tensor& in, int64_t offset, const Dims& in_steps, Tensor* out) {
  DispatchItemTypes(in.dtype(), [&](auto zero) {
    using T = decltype(zero);
    CopyStrided(out->dims(), Items<T>(in) + offset, in_steps, static_cast<T*>(out->raw_mutable_data(in.dtype())),
                RowMajorSteps(out->dims()));
  });
}

// The whole of `in`, row-major, into elements of `out` that begin at `offset`.
inline void ScatterStrided(const Tensor& in, Tensor* out, int64_t offset, const Dims& out_steps) {
  DispatchItemTypes(in.dtype(), [&](auto zero) {
    using T = decltype(zero);
    CopyStrided(in.dims(), Items<T>(in), RowMajorSteps(in.dims()), static_cast<T*>(out->raw_mutable_data(in.dtype())) + offset,
                out_steps);
  });
}

// A copy of the elements under another shape.
inline void CopyReshaped(const Tensor& in, Tensor* out) {
  if (in.numel() > 0 && in.raw_data() != out->raw_mutable_data(in.dtype())) {
    DispatchItemTypes(in.dtype(), [&](auto zero) {
      using T = decltype(zero);
      CopyStrided({in.numel()}, Items<T>(in), {1}, static_cast<T*>(out->raw_mutable_data(in.dtype())), {1});
    });
  }
}

}  // namespace netdef
