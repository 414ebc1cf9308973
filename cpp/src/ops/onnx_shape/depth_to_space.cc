// DepthToSpace of ONNX: channels become blocks of pixels.
#include "ops/onnx_shape/_pixel_blocks.h"

namespace netdef {
namespace {

std::vector<TensorSpec> DepthToSpaceShape(const PixelBlockArgs& args, const ShapeInputs& in) {
  const Dims& d = in[0].dims;
  const int64_t b = args.blocksize;
  NETDEF_ENFORCE(d.size() == 4 && d[1] % (b * b) == 0, "expected an image [N, C, H, W] with C a multiple of ", b * b, ", got [", DimsString(d), "]");
  NumElements(d);
  return OneSpec({d[0], d[1] / (b * b), d[2] * b, d[3] * b}, in[0].dtype);
}

class DepthToSpaceOp final : public KernelOperator<PixelBlockArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& d = Input(0).dims();
    const int64_t b = args_.blocksize, channels = d[1] / (b * b), plane = d[2] * d[3];
    const bool outer = args_.mode == "DCR";
    const int64_t channel = outer ? plane : plane * b * b, row = outer ? channels * plane * b : plane * b,
                  column = outer ? channels * plane : plane;
    const Dims dims{d[0], channels, d[2], b, d[3], b};
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      CopyStrided(dims, Items<T>(Input(0)), {d[1] * plane, channel, d[3], row, 1, column},
                  static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype())), RowMajorSteps(dims));
    });
  }
};

ONNX_OPERATOR_SCHEMA(DepthToSpace)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<PixelBlockArgs>()
    .Shape<PixelBlockArgs>(DepthToSpaceShape)
    .SetDoc("Makes groups of channels blocks of pixels.")
    .Input(0, "input", "[N, C, H, W].")
    .Output(0, "output", "[N, C / blocksize^2, H * blocksize, W * blocksize].");

REGISTER_ONNX_OPERATOR(DepthToSpace, DepthToSpaceOp);

}  // namespace
}  // namespace netdef
