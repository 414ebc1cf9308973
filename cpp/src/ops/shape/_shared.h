// What operators that move elements around without looking at them share.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {

// n elements from one place to another; strings are assigned, everything else is bytes.
inline void CopyItems(DType dtype, int64_t n, const void* from, int64_t from_offset, void* to, int64_t to_offset) {
  if (n <= 0) return;
  if (dtype == DType::kString) {
    const auto* first = static_cast<const std::string*>(from) + from_offset;
    std::copy(first, first + n, static_cast<std::string*>(to) + to_offset);
  } else {
    const auto size = static_cast<int64_t>(ItemSize(dtype));
    std::memcpy(static_cast<char*>(to) + to_offset * size, static_cast<const char*>(from) + from_offset * size,
                static_cast<size_t>(n * size));
  }
}

// Output 0 holds the elements of input 0, in the shape that the rule gives it.
template <typename Args = NoArgs>
class ReshapingOp : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    if (this->IsInputOutputAlias(0, 0)) return;
    const Tensor& x = this->Input(0);
    CopyItems(x.dtype(), x.numel(), x.raw_data(), 0, this->Output(0)->raw_mutable_data(x.dtype()), 0);
  }
};

// `axis`, or where that is not given the channel axis of `order`.
struct ChannelAxisArgs {
  int axis = -1;
  std::string order = "NCHW";
  bool add_axis = false;
  bool has_axis = false;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; without it the channel axis of `order`: 1 for NCHW, 3 for NHWC.");
    v("order", order, "NCHW or NHWC, where `axis` is not given.");
    if (V::kReads) {
      has_axis = v.raw().Has("axis");
      NETDEF_ENFORCE(!has_axis || !v.raw().Has("order"), "axis and order exclude each other");
      NETDEF_ENFORCE(order == "NCHW" || order == "NHWC", "order must be NCHW or NHWC, got '", order, "'");
    }
  }

  int Axis(const Dims& dims) const { return CanonicalAxis(has_axis ? axis : order == "NCHW" ? 1 : 3, dims); }
};

// 1-D tensor of int32 or int64 as a list.
inline std::vector<int64_t> IntValues(const Tensor& tensor, const char* what) {
  NETDEF_ENFORCE(tensor.dim() <= 1, what, " must be a vector, got shape [", DimsString(tensor.dims()), "]");
  if (tensor.IsType<int32_t>()) {
    return std::vector<int64_t>(tensor.data<int32_t>(), tensor.data<int32_t>() + tensor.numel());
  }
  return std::vector<int64_t>(tensor.data<int64_t>(), tensor.data<int64_t>() + tensor.numel());
}

}  // namespace netdef
