// What the operators that change element types share.
#pragma once

#include <string>
#include <vector>

#include "core/onnx_type.h"
#include "netdef/onnx_operator.h"
#include "ops/onnx_cast/_convert.h"

namespace netdef {
inline namespace onnx_cast {  // other families have things of the same names

struct ConvertArgs {
  bool saturate = true;
  std::string round_mode = "up";

  template <typename V>
  void Fields(V& v) {
    v("saturate", saturate, "To float8: what is too large becomes the largest number, not infinity or NaN.");
    v("round_mode", round_mode, "To float8_e8m0: up, down or nearest.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(round_mode == "up" || round_mode == "down" || round_mode == "nearest",
                     "round_mode must be up, down or nearest, got '", round_mode, "'");
    }
  }

  ConvertOptions Options() const {
    using Rounding = Float8E8M0::Rounding;
    return {saturate, round_mode == "up" ? Rounding::kUp : round_mode == "down" ? Rounding::kDown : Rounding::kNearest};
  }
};

}  // namespace onnx_cast
}  // namespace netdef
