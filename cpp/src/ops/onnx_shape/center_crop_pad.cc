// CenterCropPad of ONNX: axes cut or padded with zeros, at both ends alike, to given extents.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct CenterCropPadArgs {
  std::vector<int64_t> axes;

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "The axes that `shape` is for; absent: all.");
  }
};

std::vector<TensorSpec> CenterCropPadShape(const CenterCropPadArgs& args, const ShapeInputs& in) {
  std::vector<int64_t> shape;
  if (!KnownInts(in, 1, &shape)) return {TensorSpec::Unknown(in[0].dtype)};
  Dims dims = in[0].dims;
  MarkAxes(args.axes, dims.size());
  NETDEF_ENFORCE_EQ(shape.size(), args.axes.empty() ? dims.size() : args.axes.size(), "shape must have one value for each axis");
  for (size_t i = 0; i < shape.size(); ++i) {
    dims[args.axes.empty() ? i : static_cast<size_t>(CanonicalAxis(args.axes[i], dims))] = shape[i];
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

class CenterCropPadOp final : public KernelOperator<CenterCropPadArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims &from = Input(0).dims(), &to = Output(0)->dims();
    const Dims in_steps = RowMajorSteps(from), out_steps = RowMajorSteps(to);
    Dims common;
    int64_t in_offset = 0, out_offset = 0;
    for (size_t i = 0; i < from.size(); ++i) {
      common.push_back(std::min(from[i], to[i]));
      in_offset += (from[i] - common[i]) / 2 * in_steps[i];
      out_offset += (to[i] - common[i]) / 2 * out_steps[i];
    }
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      auto* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype()));
      std::fill(out, out + Output(0)->numel(), T{});
      CopyStrided(common, Items<T>(Input(0)) + in_offset, in_steps, out + out_offset, out_steps);
    });
  }
};

ONNX_OPERATOR_SCHEMA(CenterCropPad)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<CenterCropPadArgs>()
    .Shape<CenterCropPadArgs>(CenterCropPadShape)
    .SetDoc("Crops or pads axes around the centre.")
    .Input(0, "input_data", "Tensor of any type.")
    .Input(1, "shape", "int64 or int32, 1-D: the new extents.")
    .Output(0, "output_data", "The middle of the input, or the input in the middle of zeros.");

REGISTER_ONNX_OPERATOR(CenterCropPad, CenterCropPadOp);

}  // namespace
}  // namespace netdef
