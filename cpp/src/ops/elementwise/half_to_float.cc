// HalfToFloat: half-precision floats as single-precision ones, exactly.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct HalfToFloat {
  float operator()(Half x, const NoArgs&) const { return x; }
};

OPERATOR_SCHEMA(HalfToFloat)
    .FillUsing(PointwiseSchema)
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, DType::kFloat}}; })
    .SetDoc("Converts half-precision to single-precision floats.")
    .Input(0, "X", "Half-precision tensor of any shape.")
    .Output(0, "Y", "Shape of X, float.");

REGISTER_CPU_OPERATOR(HalfToFloat, UnaryOp<HalfToFloat, NoArgs, TypeList<Half>>);
SIMPLE_GRADIENT(HalfToFloat, "FloatToHalf", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
