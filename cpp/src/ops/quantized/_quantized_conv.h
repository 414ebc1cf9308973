// Arguments of netdef::QuantizedConv, for its plain kernel and its lowering.
#pragma once

#include "core/window.h"
#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedConvArgs : quantized::LayerArgs, WindowArgs {
  int group = 1;

  template <typename V>
  void Fields(V& v) {
    LayerArgs::Fields(v);
    WindowArgs::Fields(v);
    v("group", group, "Groups of channels that are convolved apart.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
      NETDEF_ENFORCE(order == "NCHW", "only order NCHW is served, got ", order);
    }
  }
};

}  // namespace netdef
