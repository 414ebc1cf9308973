// RoIAlign: averages of bilinear samples in the bins of each region. https://arxiv.org/abs/1703.06870
#include "ops/detection/_roi_align.h"

namespace netdef {
namespace {

using detection::RoIAlignArgs;

OPERATOR_SCHEMA(RoIAlign)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<RoIAlignArgs>()
    .Shape<RoIAlignArgs>([](const RoIAlignArgs& args, const ShapeInputs& in) {
      return detection::RoIAlignShape(args, in, false);
    })
    .SetDoc("Pools features in each region without rounding its borders.\n\n"
            "A region is divided into pooled_h x pooled_w bins; each gives the average of its bilinear samples. Source: "
            "[He et al., 2017](https://arxiv.org/abs/1703.06870).")
    .Input(0, "X", "Float tensor: features of shape (N, C, H, W) or, by order, (N, H, W, C).")
    .Input(1, "RoIs", "Float matrix of rows (image, x1, y1, x2, y2); without the image for the first one.")
    .Output(0, "Y", "Float tensor of shape (R, C, pooled_h, pooled_w) or (R, pooled_h, pooled_w, C).");

OPERATOR_SCHEMA(RoIAlignGradient).FillUsing(detection::RoIAlignGradientSchema("RoIAlign"));

REGISTER_CPU_OPERATOR(RoIAlign, detection::RoIAlignOp<false>);
REGISTER_CPU_OPERATOR(RoIAlignGradient, detection::RoIAlignGradientOp<false>);
SIMPLE_GRADIENT(RoIAlign, "RoIAlignGradient", {I(0), I(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
