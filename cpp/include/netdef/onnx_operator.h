// Operators of ONNX, in its domain `ai.onnx`. Each has the semantics of the newest opset; what imports models upgrades
// older ones. Optional inputs and outputs that are left out have empty names; graphs in attributes are nets.
// https://onnx.ai/onnx/operators/
#pragma once

#include <array>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/pointwise.h"
#include "netdef/widened.h"

#define ONNX_DOMAIN "ai.onnx"
#define ONNX_ML_DOMAIN "ai.onnx.ml"
#define ONNX_PREVIEW_TRAINING_DOMAIN "ai.onnx.preview.training"

#define ONNX_OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_IN(ONNX_DOMAIN, type)
// The kernel, and the reason why there is no gradient.
#define REGISTER_ONNX_OPERATOR(type, ...) REGISTER_ONNX_OPERATOR_IN(ONNX_DOMAIN, type, __VA_ARGS__)
#define REGISTER_ONNX_OPERATOR_IN(domain, type, ...)        \
  REGISTER_OPERATOR_IN(domain, type, __VA_ARGS__);          \
  NETDEF_REGISTER_GRADIENT_ENTRY(                           \
      type, domain, ::netdef::GradientRegistry::ShouldNotDo("operators of ONNX are for inference; Caffe2's are for training"))

namespace netdef {

using AllIntTypes = TypeList<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;
using AllNumericTypes =
    TypeList<float, double, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

// Elements that are only moved: one kernel for each item size serves every type. Calls fn(T{}).
template <typename Fn>
void DispatchItemTypes(DType dtype, Fn&& fn) {
  if (dtype == DType::kString) return fn(std::string());
  switch (ItemSize(dtype)) {
    case 1: return fn(uint8_t{});
    case 2: return fn(uint16_t{});
    case 4: return fn(uint32_t{});
    case 8: return fn(uint64_t{});
    case 16: return fn(std::array<uint64_t, 2>{});
    default: NETDEF_THROW("Unsupported type of tensor: ", DTypeName(dtype));
  }
}
// The elements as they are moved; T is one of those of DispatchItemTypes.
template <typename T>
const T* Items(const Tensor& t) {
  return static_cast<const T*>(t.raw_data());
}

// The integers of a tensor of int32 or int64: shapes, axes, indices.
inline std::vector<int64_t> IntegersOf(const Tensor& t) {
  std::vector<int64_t> values;
  DispatchTypes<int64_t, int32_t>(t.dtype(), [&](auto zero) {
    using T = decltype(zero);
    values.assign(t.data<T>(), t.data<T>() + t.numel());
  });
  return values;
}
inline int64_t IntValue(const Tensor& t, const char* what) {
  const std::vector<int64_t> values = IntegersOf(t);
  NETDEF_ENFORCE_EQ(values.size(), 1u, what, " must be one integer");
  return values[0];
}

// Which of `rank` axes are among `axes`, negative ones counted from the end; one named twice throws.
inline std::vector<bool> MarkAxes(const std::vector<int64_t>& axes, size_t rank) {
  std::vector<bool> marked(rank, false);
  const auto n = static_cast<int64_t>(rank);
  for (int64_t axis : axes) {
    NETDEF_ENFORCE(axis >= -n && axis < n, "axis ", axis, " is out of range for ", rank, " dimensions");
    const auto at = static_cast<size_t>(axis < 0 ? axis + n : axis);
    NETDEF_ENFORCE(!marked[at], "axis ", axis, " is given twice");
    marked[at] = true;
  }
  return marked;
}

// A shape rule's answer of one tensor.
inline std::vector<TensorSpec> OneSpec(Dims dims, DType dtype) { return {TensorSpec(std::move(dims), dtype)}; }

}  // namespace netdef
