// ResizeNearest: output pixel (h, w) is input pixel (floor(h / height_scale), floor(w / width_scale)), or the last
// one; the output size is the input size times the scale, rounded down.
#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

struct ResizeNearestArgs : ResizeArgs {
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    ResizeArgs::Fields(v);
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) StorageOrderFromString(order);
  }
};

std::vector<int64_t> SourceIndices(int64_t out, int64_t in, float scale) {
  std::vector<int64_t> sources(static_cast<size_t>(out));
  for (int64_t i = 0; i < out; ++i) {
    sources[static_cast<size_t>(i)] =
        static_cast<int64_t>(std::min(static_cast<float>(i) / scale, static_cast<float>(in - 1)));
  }
  return sources;
}

std::vector<TensorSpec> ResizeNearestShape(const ResizeNearestArgs& args, const ShapeInputs& in) {
  const StorageOrder order = StorageOrderFromString(args.order);
  const ImageDims x = PlaneDims(in[0].dims, order);
  Scales scales;
  if (!FindScales(args, in, 1, &scales)) return {TensorSpec::Unknown(DType::kFloat)};
  const Dims size{ScaledSize(x.spatial[0], scales.height), ScaledSize(x.spatial[1], scales.width)};
  return {TensorSpec(ImageDims(x.batch, x.channels, size).InOrder(order), DType::kFloat)};
}

// Shared by both directions: where each pixel of the large image comes from.
template <bool kGradient>
class ResizeNearestBase : public KernelOperator<ResizeNearestArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const Tensor& small = Input(kGradient ? 1 : 0);
    const ImageDims x(small.dims(), order);
    const ImageDims y(kGradient ? Input(0).dims() : Output(0)->dims(), order);
    float* out = Output(0)->mutable_data<float>();
    const float* in = Input(0).data<float>();
    if (kGradient) std::fill(out, out + Output(0)->numel(), 0.0f);
    if (NumElements(y.InOrder(order)) == 0) return;
    NETDEF_ENFORCE(x.pixels > 0, "an image without pixels cannot be enlarged");
    const int scales_input = kGradient ? 2 : 1;
    const bool given = InputSize() > scales_input;
    const float* scales = given ? Input(scales_input).data<float>() : nullptr;
    const std::vector<int64_t> rows = SourceIndices(y.spatial[0], x.spatial[0], given ? scales[0] : args_.height_scale);
    const std::vector<int64_t> columns = SourceIndices(y.spatial[1], x.spatial[1], given ? scales[1] : args_.width_scale);
    // NCHW: planes of single floats; NHWC: one plane for each image, of `width` floats for each pixel.
    const bool planes = order == StorageOrder::kNCHW;
    const int64_t width = planes ? 1 : x.channels, count = planes ? x.batch * x.channels : x.batch;
    ParallelFor(0, count, GrainFor(8192, y.pixels * width), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        for (size_t h = 0; h < rows.size(); ++h) {
          const int64_t small_row = (plane * x.spatial[0] + rows[h]) * x.spatial[1];
          const int64_t large_row = (plane * y.spatial[0] + static_cast<int64_t>(h)) * y.spatial[1];
          if (!kGradient && h > 0 && rows[h] == rows[h - 1]) {
            std::copy_n(out + (large_row - y.spatial[1]) * width, y.spatial[1] * width, out + large_row * width);
            continue;
          }
          if (!kGradient && width == 1) {
            for (size_t w = 0; w < columns.size(); ++w) out[large_row + static_cast<int64_t>(w)] = in[small_row + columns[w]];
            continue;
          }
          for (size_t w = 0; w < columns.size(); ++w) {
            const int64_t s = (small_row + columns[w]) * width, l = (large_row + static_cast<int64_t>(w)) * width;
            for (int64_t c = 0; c < width; ++c) {
              if constexpr (kGradient) {
                out[s + c] += in[l + c];
              } else {
                out[l + c] = in[s + c];
              }
            }
          }
        }
      }
    });
  }
};

using ResizeNearestOp = ResizeNearestBase<false>;
using ResizeNearestGradientOp = ResizeNearestBase<true>;

std::vector<TensorSpec> ResizeNearestGradientShape(const ResizeNearestArgs& args, const ShapeInputs& in) {
  const StorageOrder order = StorageOrderFromString(args.order);
  const ImageDims dy = PlaneDims(in[0].dims, order), x = PlaneDims(in[1].dims, order);
  NETDEF_ENFORCE(dy.batch == x.batch && dy.channels == x.channels, "dY and X must agree in images and channels, got [",
                 DimsString(in[0].dims), "] and [", DimsString(in[1].dims), "]");
  Scales scales;
  FindScales(args, in, 2, &scales);
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

OPERATOR_SCHEMA(ResizeNearest)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<ResizeNearestArgs>()
    .Shape<ResizeNearestArgs>(ResizeNearestShape)
    .SetDoc("Resizes images by taking the nearest pixel above and to the left.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C].")
    .Input(1, "scales", "Optional, height and width scale; they overrule the arguments.")
    .Output(0, "Y", "Resized image.");

OPERATOR_SCHEMA(ResizeNearestGradient)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<ResizeNearestArgs>()
    .Shape<ResizeNearestArgs>(ResizeNearestGradientShape)
    .SetDoc("Gradient of ResizeNearest.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of ResizeNearest; only its shape is used.")
    .Input(2, "scales", "Optional, height and width scale.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(ResizeNearest, ResizeNearestOp);
REGISTER_CPU_OPERATOR(ResizeNearestGradient, ResizeNearestGradientOp);
REGISTER_GRADIENT(ResizeNearest, ResizeGradientMaker);

}  // namespace
}  // namespace netdef
