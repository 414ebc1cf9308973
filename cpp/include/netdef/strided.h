// Copying between tensors whose elements are reached by a step for each axis: slices, stretched, transposed, joined ...
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "netdef/copy_axes.h"
#include "netdef/onnx_operator.h"

namespace netdef {

// Elements between neighbours along each axis of a row-major tensor.
inline Dims RowMajorSteps(const Dims& dims) {
  Dims steps(dims.size(), 1);
  for (size_t i = dims.size(); i-- > 1;) steps[i - 1] = steps[i] * dims[i];
  return steps;
}

// Steps through a row-major tensor of shape `from` that is stretched to `to` by numpy's rule.
inline Dims StretchedSteps(const Dims& from, const Dims& to) {
  const Dims own = RowMajorSteps(from);
  Dims steps(to.size(), 0);
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i] != 1) steps[to.size() - from.size() + i] = own[i];
  }
  return steps;
}

// out[sum of i_k * out_steps[k]] = in[sum of i_k * in_steps[k]] for all i below `dims`. Steps may be 0 (only of `in`)
// or negative. Bounds are the caller's to check.
template <typename T>
void CopyStrided(const Dims& dims, const T* in, const Dims& in_steps, T* out, const Dims& out_steps) {
  std::vector<math::CopyAxis> axes;
  for (size_t i = 0; i < dims.size(); ++i) axes.push_back({dims[i], in_steps[i], out_steps[i]});
  if constexpr (std::is_trivially_copyable_v<T>) {
    math::CopyAxes(axes, sizeof(T), in, out);
  } else {
    std::vector<int64_t> index(dims.size(), 0);
    for (int64_t i = 0, size = NumElements(dims); i < size; ++i) {
      *out = *in;
      for (size_t k = axes.size(); k-- > 0;) {
        in += axes[k].in;
        out += axes[k].out;
        if (++index[k] < axes[k].extent) break;
        in -= axes[k].in * axes[k].extent;
        out -= axes[k].out * axes[k].extent;
        index[k] = 0;
      }
    }
  }
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
