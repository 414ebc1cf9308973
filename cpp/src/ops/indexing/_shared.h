// Checks of indices and lengths, which come from the model's inputs.
#pragma once

#include "netdef/dims.h"
#include "netdef/lengths.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

// Throws unless `index` counts something of `size` items.
inline void CheckIndex(const char* op, int64_t index, int64_t size) {
  NETDEF_ENFORCE(index >= 0 && index < size, "[", op, "] INDICES element is out of DATA bounds, id=", index, " axis_dim=", size);
}

// fn(index tensor's data) with its own element type; throws for anything but int32 and int64.
template <typename Fn>
void WithIndices(const Tensor& indices, Fn&& fn) {
  DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) { fn(indices.data<decltype(zero)>()); });
}

// Where a gather along one axis reads and writes: `outer` times a run of indices, each of which names a
// block of `block` elements among `size` of them. With `match_outer` each outer position has its own indices.
struct GatherPlan {
  int axis = 0;
  int64_t outer = 1, size = 0, block = 1, indices = 0;
  bool own_indices = false;
  Dims out;
};

inline GatherPlan PlanGather(const char* op, int64_t axis, bool match_outer, const Dims& data, const Dims& indices) {
  GatherPlan p;
  if (axis >= 0) {
    NETDEF_ENFORCE_GE(static_cast<int64_t>(data.size()), axis + 1, "[", op, "] DATA should be at least [axis+1]-D");
  }
  p.axis = CanonicalAxis(axis, data);
  const auto at = static_cast<size_t>(p.axis);
  p.outer = SizeToDim(data, p.axis);
  p.size = data[at];
  p.block = SizeFromDim(data, p.axis + 1);
  p.own_indices = match_outer;
  const Dims outer = DimsBefore(data, at);
  Dims inner = indices;
  if (match_outer) {
    NETDEF_ENFORCE_GE(p.axis, 1, "[", op, "] Axis should be at least 1");
    NETDEF_ENFORCE(indices.size() >= at && DimsBefore(indices, at) == outer, "[", op,
                   "] INDICES must have the same outer dims as DATA (before dim AXIS), got [", DimsString(indices), "] and [",
                   DimsString(data), "]");
    inner = DimsFrom(indices, at);
  }
  p.indices = NumElements(inner);
  p.out = ConcatDims(ConcatDims(outer, inner), DimsFrom(data, at + 1));
  return p;
}

}  // namespace netdef
