// Copies whose elements lie at a step for each axis, on both sides: transposed, sliced, stretched, joined.
#pragma once

#include <cstdint>
#include <vector>

#include "netdef/export.h"

namespace netdef {
namespace math {

struct CopyAxis {
  int64_t extent;
  int64_t in, out;  // elements between neighbours; 0 (only of the input) and negative ones are allowed
};

// out[sum of i_k * axes[k].out] = in[sum of i_k * axes[k].in] for all i_k below axes[k].extent. Elements of `itemsize`
// 1, 2, 4, 8 or 16 bytes, which do not overlap. Bounds are the caller's to check. Uses the threads of the run.
NETDEF_API void CopyAxes(const std::vector<CopyAxis>& axes, int64_t itemsize, const void* in, void* out);

}  // namespace math
}  // namespace netdef
