// Blocks of pixels that become channels, and back.
#pragma once

#include <string>

#include "ops/onnx_shape/_shared.h"

namespace netdef {
inline namespace onnx_shape {  // other families have things of the same names

struct PixelBlockArgs {
  int64_t blocksize = 0;
  std::string mode = "DCR";

  template <typename V>
  void Fields(V& v) {
    v.Required("blocksize", blocksize, "Side of a block of pixels.");
    v("mode", mode, "DCR: the block is the outer part of the channels; CRD: the inner one.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(blocksize > 0 && blocksize < (1 << 20), "blocksize is out of range: ", blocksize);
      NETDEF_ENFORCE(mode == "DCR" || mode == "CRD", "mode must be DCR or CRD, got '", mode, "'");
    }
  }
};

}  // namespace onnx_shape
}  // namespace netdef
