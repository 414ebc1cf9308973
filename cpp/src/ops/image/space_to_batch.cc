// SpaceToBatch: pads images and deals their pixels out to block_size^2 smaller images; BatchToSpace puts them back
// together and crops. Image (h, w) * N + n of the small ones holds pixels (h + i * block, w + j * block) of image n.
#include "base/grain.h"
#include "core/image_layout.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

struct SpaceBatchArgs {
  int pad = 0, pad_t = 0, block_size = 2;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("pad", pad, "Pixels on each of the four sides of the large images that do not count.");
    v("pad_t", pad_t, "Another number of pixels at the top. The other sides have no argument of their own, as in Caffe2.");
    v("block_size", block_size, "Edge of the blocks whose pixels go to different images.");
    v("order", order, "NCHW, the only one supported.");
    if constexpr (V::kReads) {
      if (!v.raw().Has("pad_t")) pad_t = pad;
      NETDEF_ENFORCE(order == "NCHW", "expected order NCHW, got ", order);
      NETDEF_ENFORCE_GE(block_size, 1, "block_size must be positive");
      NETDEF_ENFORCE(pad >= 0 && pad_t >= 0, "pads must not be negative");
    }
  }
};

void CheckImage(const Dims& x) {
  NETDEF_ENFORCE_EQ(x.size(), 4u, "expected an image [N, C, H, W], got shape [", DimsString(x), "]");
}

std::vector<TensorSpec> SpaceToBatchShape(const SpaceBatchArgs& a, const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  CheckImage(x);
  const int64_t height = x[2] + a.pad_t + a.pad, width = x[3] + 2 * int64_t{a.pad}, block = a.block_size;
  NETDEF_ENFORCE(height % block == 0, "Height: ", height, ", block size: ", block);
  NETDEF_ENFORCE(width % block == 0, "Width: ", width, ", block size: ", block);
  return {TensorSpec({NumElements({x[0], block, block}), x[1], height / block, width / block}, DType::kFloat)};
}

std::vector<TensorSpec> BatchToSpaceShape(const SpaceBatchArgs& a, const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  CheckImage(x);
  const int64_t block = a.block_size;
  NETDEF_ENFORCE(x[0] % (block * block) == 0, "the number of images must be a multiple of block_size * block_size = ",
                 block * block, ", got ", x[0]);
  const int64_t height = NumElements({x[2], block}) - a.pad_t - a.pad;
  const int64_t width = NumElements({x[3], block}) - 2 * int64_t{a.pad};
  NETDEF_ENFORCE(height >= 0 && width >= 0, "the pads are larger than the image of ", x[2] * block, " x ", x[3] * block,
                 " pixels");
  return {TensorSpec({x[0] / (block * block), x[1], height, width}, DType::kFloat)};
}

template <bool kToBatch>
class SpaceBatchOp final : public KernelOperator<SpaceBatchArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& small = kToBatch ? *Output(0) : Input(0);
    const Tensor& large = kToBatch ? Input(0) : *Output(0);
    const float* in = Input(0).data<float>();
    float* out = Output(0)->mutable_data<float>();
    const int64_t batch = large.dim(0), channels = large.dim(1), block = args_.block_size;
    const int64_t large_h = large.dim(2), large_w = large.dim(3), h = small.dim(2), w = small.dim(3);
    ParallelFor(0, small.dim(0) * channels, GrainFor(8192, h * w), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const int64_t image = plane / channels, c = plane % channels;
        const int64_t row = image / batch / block, column = image / batch % block;
        const int64_t large_plane = (image % batch * channels + c) * large_h * large_w;
        for (int64_t i = 0; i < h; ++i) {
          const int64_t y = i * block + row - args_.pad_t;
          for (int64_t j = 0; j < w; ++j) {
            const int64_t x = j * block + column - args_.pad;
            const int64_t from = (plane * h + i) * w + j, to = large_plane + y * large_w + x;
            const bool inside = y >= 0 && y < large_h && x >= 0 && x < large_w;
            if constexpr (kToBatch) {
              out[from] = inside ? in[to] : 0.0f;
            } else if (inside) {
              out[to] = in[from];
            }
          }
        }
      }
    });
  }
};

OPERATOR_SCHEMA(SpaceToBatch)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<SpaceBatchArgs>()
    .Shape<SpaceBatchArgs>(SpaceToBatchShape)
    .SetDoc("Deals the pixels of padded images out to block_size^2 times as many smaller ones.\n\n"
            "Padded height and width must be multiples of block_size.")
    .Input(0, "X", "Images, [N, C, H, W].")
    .Output(0, "Y", "[N * block_size^2, C, (H + pads) / block_size, (W + pads) / block_size].");

OPERATOR_SCHEMA(BatchToSpace)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<SpaceBatchArgs>()
    .Shape<SpaceBatchArgs>(BatchToSpaceShape)
    .SetDoc("Puts images back together that SpaceToBatch has taken apart.")
    .Input(0, "X", "Images, [N * block_size^2, C, H, W].")
    .Output(0, "Y", "[N, C, H * block_size - pads, W * block_size - pads].")
    .Differs("a number of images that is no multiple of block_size^2 is an error; Caffe2 mixed up pixels.");

REGISTER_CPU_OPERATOR(SpaceToBatch, SpaceBatchOp<true>);
REGISTER_CPU_OPERATOR(BatchToSpace, SpaceBatchOp<false>);
SIMPLE_GRADIENT(SpaceToBatch, "BatchToSpace", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(BatchToSpace, "SpaceToBatch", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
