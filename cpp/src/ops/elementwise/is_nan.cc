// IsNaN: y = 1 where x is NaN, 0 elsewhere, as uint8.
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct IsNaN {
  template <typename T>
  uint8_t operator()(T x, const NoArgs&) const {
    return std::isnan(x) ? 1 : 0;
  }
};

OPERATOR_SCHEMA(IsNaN)
    .FillUsing(PointwiseSchema)
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, DType::kUint8}}; })
    .SetDoc("Tells for each element whether it is NaN.")
    .Output(0, "Y", "Shape of X, uint8: 1 for NaN, 0 for a number.");

REGISTER_CPU_OPERATOR(IsNaN, UnaryOp<IsNaN>);
SHOULD_NOT_DO_GRADIENT(IsNaN);

}  // namespace
}  // namespace netdef
