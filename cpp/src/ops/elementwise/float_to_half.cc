// FloatToHalf: single-precision floats rounded to half precision.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

constexpr float kLargestHalf = 65504.0f;

struct FloatToHalfArgs {
  bool clip = false;

  template <typename V>
  void Fields(V& v) {
    v("clip", clip, "Limit what is too large to the largest finite half instead of making it infinite; NaN becomes its negative.");
  }
};

struct FloatToHalf {
  Half operator()(float x, const FloatToHalfArgs& args) const {
    if (args.clip) x = x > -kLargestHalf ? (x < kLargestHalf ? x : kLargestHalf) : -kLargestHalf;
    return x;
  }
};

OPERATOR_SCHEMA(FloatToHalf)
    .FillUsing(PointwiseSchema)
    .Args<FloatToHalfArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, DType::kHalf}}; })
    .SetDoc("Rounds single-precision to half-precision floats, ties to even.")
    .Input(0, "X", "Float tensor of any shape.")
    .Output(0, "Y", "Shape of X, half precision.");

REGISTER_CPU_OPERATOR(FloatToHalf, UnaryOp<FloatToHalf, FloatToHalfArgs, TypeList<float>>);
SIMPLE_GRADIENT(FloatToHalf, "HalfToFloat", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
