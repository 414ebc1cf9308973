// Col2Im of ONNX: columns, each a block of the image, added up in their places.
#include "base/grain.h"
#include "core/unfold.h"
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

struct Col2ImArgs {
  std::vector<int64_t> strides, dilations, pads;

  template <typename V>
  void Fields(V& v) {
    v("strides", strides, "Step between blocks along each axis; absent: 1.");
    v("dilations", dilations, "Distance of pixels within a block; absent: 1.");
    v("pads", pads, "Padding before each axis, then after each; absent: 0.");
  }

  Window On(const Dims& block, const Dims& image) const {
    OnnxWindowArgs args;
    args.strides = strides;
    args.dilations = dilations;
    args.pads = pads;
    return MakeOnnxWindow(args, block, image);
  }
};

std::vector<TensorSpec> Col2ImShape(const Col2ImArgs& args, const ShapeInputs& in) {
  const Tensor *image_shape = in.value(1), *block_shape = in.value(2);
  if (image_shape == nullptr || block_shape == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const Dims image = IntegersOf(*image_shape), block = IntegersOf(*block_shape);
  NETDEF_ENFORCE_EQ(image.size(), block.size(), "image and block must have as many axes");
  const Window window = args.On(block, image);
  const int64_t taps = window.taps();
  NETDEF_ENFORCE(in[0].dims.size() == 3 && in[0].dims[1] % taps == 0 && in[0].dims[2] == window.out_pixels(), "expected columns of shape [N, C * ", taps, ", ", window.out_pixels(),
                 "], got [", DimsString(in[0].dims), "]");
  return OneSpec(ConcatDims({in[0].dims[0], in[0].dims[1] / taps}, image), in[0].dtype);
}

class Col2ImOp final : public WidenedOperator<Col2ImArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Window window = args_.On(IntegersOf(Input(2)), IntegersOf(Input(1)));
    const Unfolder unfolder(window);
    const int64_t columns = window.taps() * window.out_pixels(), pixels = window.in_pixels();
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, Output(0)->dim(0) * Output(0)->dim(1), GrainFor(16384, columns), [&](int64_t begin, int64_t end) {
        std::fill(y + begin * pixels, y + end * pixels, T(0));
        Unfolder::Scratch scratch;
        for (int64_t plane = begin; plane < end; ++plane) {
          unfolder.FoldPlanes(x + plane * columns, 1, 0, unfolder.rows(), y + plane * pixels, &scratch);
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(Col2Im)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<Col2ImArgs>()
    .Shape<Col2ImArgs>(Col2ImShape)
    .SetDoc("Adds the blocks of an image, which the columns hold, up to the image.")
    .Input(0, "input", "[N, C * pixels of a block, blocks].")
    .Input(1, "image_shape", "int64, 1-D: the spatial dims of the image.")
    .Input(2, "block_shape", "int64, 1-D: those of a block.")
    .Output(0, "output", "[N, C, image...].");

REGISTER_ONNX_OPERATOR(Col2Im, Col2ImOp);

}  // namespace
}  // namespace netdef
