// Arguments of quantized convolutions, for their plain kernel and their lowering.
#pragma once

#include "core/window.h"
#include "ops/quantized/_shared.h"

namespace netdef {

struct Int8ConvArgs : int8::OutputArgs, WindowArgs {
  int group = 1;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    WindowArgs::Fields(v);
    v("group", group, "Groups of channels that are convolved apart.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
  }
};

}  // namespace netdef
