// What the operators that move elements share.
#pragma once

#include <algorithm>
#include <vector>

#include "netdef/onnx_operator.h"
#include "netdef/strided.h"

namespace netdef {
inline namespace onnx_shape {  // other families have things of the same names

// The output's elements are the input's, in the same order, under another shape.
template <typename Args = NoArgs>
class ReshapingOp final : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override { CopyReshaped(this->Input(0), this->Output(0)); }
};

// The integers of input `i` where they are known; false at inference.
inline bool KnownInts(const ShapeInputs& in, size_t i, std::vector<int64_t>* values) {
  const Tensor* t = in.value(i);
  if (t == nullptr) return false;
  *values = IntegersOf(*t);
  return true;
}

inline void CheckSameCount(const Dims& from, const Dims& to) {
  NETDEF_ENFORCE(NumElements(from) == NumElements(to), "cannot give a tensor of shape [", DimsString(from), "] the shape [",
                 DimsString(to), "]: the numbers of elements differ");
}

}  // namespace onnx_shape
}  // namespace netdef
