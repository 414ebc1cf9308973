// Integers cannot be divided by 0.
#pragma once

#include <algorithm>
#include <type_traits>

#include "ops/onnx_math/_shared.h"

namespace netdef {
inline namespace onnx_math {

// Looked for before the division: nothing may be thrown out of the loops that compute for several elements at once.
template <typename T>
void EnforceDivisor(const char* op, const BroadcastPlan& plan, const Tensor& divisor) {
  if constexpr (std::is_integral_v<T>) {
    const T* b = divisor.data<T>();
    NETDEF_ENFORCE(plan.size() == 0 || std::find(b, b + divisor.numel(), T(0)) == b + divisor.numel(), "[", op,
                   "] an integer is divided by 0");
  }
}

}  // namespace onnx_math
}  // namespace netdef
