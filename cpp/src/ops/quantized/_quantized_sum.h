// Arguments of netdef::QuantizedSum, for its plain kernel and its lowering.
#pragma once

#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedSumArgs : quantized::OutputArgs {
  float a_scale = 1, b_scale = 1;
  int32_t a_zero_point = 0, b_zero_point = 0;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("A_scale", a_scale, "Scale of A.");
    v("A_zero_point", a_zero_point, "Zero point of A.");
    v("B_scale", b_scale, "Scale of B.");
    v("B_zero_point", b_zero_point, "Zero point of B.");
    if constexpr (V::kReads) {
      quantized::CheckQuantization("A", a_scale, a_zero_point);
      quantized::CheckQuantization("B", b_scale, b_zero_point);
    }
  }

  uint8_t Sum(uint8_t a, uint8_t b) const {
    return Limited((static_cast<float>(a - a_zero_point) * a_scale + static_cast<float>(b - b_zero_point) * b_scale) / y_scale);
  }
  // Of n pairs.
  void Add(const uint8_t* a, const uint8_t* b, int64_t n, uint8_t* y) const;
};

}  // namespace netdef
