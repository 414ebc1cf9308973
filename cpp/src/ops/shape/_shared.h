// What operators that move elements around without looking at them share.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/values_of.h"
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/pointwise.h"
#include "netdef/rows.h"

namespace netdef {

// CopyElements with places in both, counted in elements.
inline void CopyElements(DType dtype, int64_t n, const void* from, int64_t from_place, void* to, int64_t to_place) {
  const auto size = static_cast<int64_t>(ItemSize(dtype));
  CopyElements(dtype, n, static_cast<const char*>(from) + from_place * size, static_cast<char*>(to) + to_place * size);
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
    CopyElements(x.dtype(), x.numel(), x.raw_data(), this->Output(0)->raw_mutable_data(x.dtype()));
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
  return ValuesOf<int64_t>(IntTypes(), tensor);
}

}  // namespace netdef
