// What the operators that look elements up share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "netdef/onnx_operator.h"
#include "netdef/rows.h"
#include "netdef/strided.h"
#include "netdef/wrapped.h"

namespace netdef {
inline namespace onnx_indexing {  // other families have things of the same names

// Indices from -extent to extent - 1; negative ones count from the end.
inline int64_t CheckedIndex(int64_t index, int64_t extent, const char* type) {
  NETDEF_ENFORCE(index >= -extent && index < extent, "[", type, "] expected indices of ", -extent, " to ", extent - 1, ", got ", index);
  return index < 0 ? index + extent : index;
}

inline std::vector<int64_t> CheckedIndices(const Tensor& indices, int64_t extent, const char* type) {
  std::vector<int64_t> values = IntegersOf(indices);
  for (int64_t& i : values) i = CheckedIndex(i, extent, type);
  return values;
}

struct IndexAxisArgs {
  int64_t axis = 0;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis that the indices count along; negative: from the end.");
  }
};

// How a value that is scattered joins what is there.
enum class Reduction : uint8_t { kNone, kAdd, kMul, kMax, kMin };

template <typename V>
Reduction ReadReduction(V& v) {
  std::string name = "none";
  v("reduction", name, "How values join what is there: none (they replace it), add, mul, max or min.");
  const char* names[] = {"none", "add", "mul", "max", "min"};
  for (int i = 0; i < 5; ++i) {
    if (name == names[i]) return static_cast<Reduction>(i);
  }
  NETDEF_THROW("reduction must be none, add, mul, max or min, got '", name, "'");
}

// scatter(join) with join(T old, T value); half floats are computed in float.
template <typename Fn>
void DispatchReduction(DType dtype, Reduction reduction, Fn&& scatter) {
  if (reduction == Reduction::kNone) {
    DispatchItemTypes(dtype, [&](auto zero) { scatter(zero, [](const auto&, const auto& value) { return value; }); });
    return;
  }
  DispatchTypes<float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>(dtype, [&](auto zero) {
    using T = decltype(zero);
    scatter(zero, [reduction](T old, T value) -> T {
      if constexpr (std::is_arithmetic_v<T>) {
        switch (reduction) {
          case Reduction::kAdd: return AddWrapped(old, value);
          case Reduction::kMul: return MulWrapped(old, value);
          case Reduction::kMax: return old < value ? value : old;
          default: return value < old ? value : old;
        }
      } else {
        const float a = old, b = value;
        switch (reduction) {
          case Reduction::kAdd: return T(a + b);
          case Reduction::kMul: return T(a * b);
          case Reduction::kMax: return T(std::max(a, b));
          default: return T(std::min(a, b));
        }
      }
    });
  });
}

inline void CheckSameType(const TensorSpec& data, const TensorSpec& updates) {
  NETDEF_ENFORCE(data.dtype == updates.dtype, "data and updates must be of one type, got ", DTypeName(data.dtype), " and ", DTypeName(updates.dtype));
}

// Offsets of the slices that the tuples in the last axis of `indices` choose from a tensor of shape `dims`, whose first
// `batch_dims` axes both share; `slice` is the number of elements of each.
struct NdSlices {
  std::vector<int64_t> offsets;
  int64_t slice = 1;
};

inline NdSlices LocateSlices(const Dims& dims, const Tensor& indices, int64_t batch_dims, const char* type) {
  const Dims& shape = indices.dims();
  const auto batch = static_cast<size_t>(batch_dims);
  const auto width = static_cast<size_t>(shape.back());
  const Dims steps = RowMajorSteps(dims);
  NdSlices result;
  result.slice = SizeBetween(dims, batch + width, dims.size());
  const int64_t batches = SizeBetween(dims, 0, batch), per_batch = SizeBetween(dims, batch, dims.size());
  const std::vector<int64_t> values = IntegersOf(indices);
  const int64_t tuples = SizeBetween(shape, batch, shape.size() - 1);
  auto next = values.begin();
  for (int64_t b = 0; b < batches; ++b) {
    for (int64_t t = 0; t < tuples; ++t) {
      int64_t offset = b * per_batch;
      for (size_t k = 0; k < width; ++k) offset += CheckedIndex(*next++, dims[batch + k], type) * steps[batch + k];
      result.offsets.push_back(offset);
    }
  }
  return result;
}

inline void CheckNdIndices(const Dims& dims, const Dims& indices, int64_t batch_dims) {
  const auto rank = static_cast<int64_t>(std::min(dims.size(), indices.size()));
  NETDEF_ENFORCE(!indices.empty() && batch_dims >= 0 && batch_dims < rank, "batch_dims is out of range: ", batch_dims, " with data of shape [", DimsString(dims),
                 "] and indices of shape [", DimsString(indices), "]");
  NETDEF_ENFORCE(indices.back() >= 0 && indices.back() <= static_cast<int64_t>(dims.size()) - batch_dims, "tuples of ", indices.back(),
                 " indices are too long for data of shape [", DimsString(dims), "]");
  for (size_t i = 0; i < static_cast<size_t>(batch_dims); ++i) NETDEF_ENFORCE_EQ(dims[i], indices[i], "data and indices must agree in the batch axis ", i);
}

}  // namespace onnx_indexing
}  // namespace netdef
