// Arguments of netdef::QuantizedConcat, for its plain kernel and its lowering.
#pragma once

#include <vector>

#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedConcatArgs : quantized::OutputArgs {
  int axis = 1;
  std::vector<float> x_scales;
  std::vector<int> x_zero_points;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("axis", axis, "The axis along which the parts follow each other.");
    v("X_scales", x_scales, "Scale of each part.");
    v("X_zero_points", x_zero_points, "Zero point of each part.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_EQ(x_scales.size(), x_zero_points.size(), "expected as many scales as zero points");
      for (size_t i = 0; i < x_scales.size(); ++i) quantized::CheckQuantization("a part", x_scales[i], x_zero_points[i]);
    }
  }

  // Rows of the parts, `widths` bytes each, side by side.
  void Join(const std::vector<const uint8_t*>& parts, const std::vector<int64_t>& widths, int64_t rows, uint8_t* y) const;
};

}  // namespace netdef
