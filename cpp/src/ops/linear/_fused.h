// Arguments of the fully connected layer with activation, for its plain kernel and its lowering.
#pragma once

#include "core/activation.h"
#include "netdef/dims.h"
#include "netdef/schema.h"

namespace netdef {

struct FusedFCArgs {
  int axis = 1;
  int axis_w = 1;
  bool transposed = false;
  ActivationArgs fused;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "As for FC.");
    v("axis_w", axis_w, "As for FC.");
    v("transposed", transposed, "The weights are stored inputs x outputs, as for FCTransposed.");
    fused.Fields(v);
  }
};

}  // namespace netdef
