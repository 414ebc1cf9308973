// RoIAlignRotated: RoIAlign for rotated boxes. https://arxiv.org/abs/1703.01086
#include "ops/detection/_roi_align.h"

namespace netdef {
namespace {

using detection::RoIAlignArgs;

OPERATOR_SCHEMA(RoIAlignRotated)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<RoIAlignArgs>()
    .Shape<RoIAlignArgs>([](const RoIAlignArgs& args, const ShapeInputs& in) {
      return detection::RoIAlignShape(args, in, true);
    })
    .SetDoc("RoIAlign for rotated boxes.\n\nSource: [Ma et al., 2017](https://arxiv.org/abs/1703.01086).")
    .Input(0, "X", "Float tensor: features of shape (N, C, H, W) or, by order, (N, H, W, C).")
    .Input(1, "RoIs", "Float matrix of rows (image, centre x, centre y, width, height, angle), the angle in degrees, counter-clockwise; without the image for the first one.")
    .Output(0, "Y", "Float tensor of shape (R, C, pooled_h, pooled_w) or (R, pooled_h, pooled_w, C).");

OPERATOR_SCHEMA(RoIAlignRotatedGradient).FillUsing(detection::RoIAlignGradientSchema("RoIAlignRotated"));

REGISTER_CPU_OPERATOR(RoIAlignRotated, detection::RoIAlignOp<true>);
REGISTER_CPU_OPERATOR(RoIAlignRotatedGradient, detection::RoIAlignGradientOp<true>);
SIMPLE_GRADIENT(RoIAlignRotated, "RoIAlignRotatedGradient", {I(0), I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
