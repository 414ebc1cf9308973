// Arguments of the convolution with activation, for its plain kernel and its lowering.
#pragma once

#include "core/activation.h"
#include "ops/conv/_shared.h"

namespace netdef {

struct FusedConvArgs : ConvArgs {
  ActivationArgs fused;

  template <typename V>
  void Fields(V& v) {
    ConvArgs::Fields(v);
    fused.Fields(v);
  }
};

}  // namespace netdef
