// SpaceToDepth of ONNX: blocks of pixels become channels.
#include "ops/onnx_shape/_pixel_blocks.h"

namespace netdef {
namespace {

std::vector<TensorSpec> SpaceToDepthShape(const PixelBlockArgs& args, const ShapeInputs& in) {
  const Dims& d = in[0].dims;
  const int64_t b = args.blocksize;
  NETDEF_ENFORCE(d.size() == 4 && d[2] % b == 0 && d[3] % b == 0, "expected an image [N, C, H, W] with H and W multiples of ", b, ", got [", DimsString(d), "]");
  return OneSpec({d[0], d[1] * b * b, d[2] / b, d[3] / b}, in[0].dtype);
}

class SpaceToDepthOp final : public KernelOperator<PixelBlockArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& d = Input(0).dims();
    const int64_t b = args_.blocksize, height = d[2] / b, width = d[3] / b, plane = d[2] * d[3];
    const bool outer = args_.mode == "DCR";
    const Dims dims = outer ? Dims{d[0], b, b, d[1], height, width} : Dims{d[0], d[1], b, b, height, width};
    const Dims steps = outer ? Dims{d[1] * plane, d[3], 1, plane, d[3] * b, b} : Dims{d[1] * plane, plane, d[3], 1, d[3] * b, b};
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      CopyStrided(dims, Items<T>(Input(0)), steps, static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype())), RowMajorSteps(dims));
    });
  }
};

ONNX_OPERATOR_SCHEMA(SpaceToDepth)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<PixelBlockArgs>()
    .Shape<PixelBlockArgs>(SpaceToDepthShape)
    .SetDoc("Makes blocks of pixels groups of channels.")
    .Input(0, "input", "[N, C, H, W].")
    .Output(0, "output", "[N, C * blocksize^2, H / blocksize, W / blocksize].");

REGISTER_ONNX_OPERATOR(SpaceToDepth, SpaceToDepthOp);

}  // namespace
}  // namespace netdef
