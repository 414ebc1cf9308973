// Arguments of netdef::QuantizedFC, for its plain kernel and its lowering.
#pragma once

#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedFCArgs : quantized::LayerArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    LayerArgs::Fields(v);
    v("axis", axis, "The first axis of X that belongs to a row.");
  }
};

}  // namespace netdef
