// UpsampleBilinear: bilinear interpolation between the four nearest input pixels, the corners of both images being
// aligned: output row h lies at h * (in - 1) / (out - 1). The output size is the input size times the scale, rounded
// down. NCHW only.
#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

// What output pixel i takes: (1 - weight) of `low` and `weight` of `high`.
struct Tap {
  int64_t low, high;
  float weight;
};

std::vector<Tap> Taps(int64_t out, int64_t in) {
  std::vector<Tap> taps(static_cast<size_t>(out));
  const float step = out > 1 ? static_cast<float>(in - 1) / static_cast<float>(out - 1) : 0.0f;
  for (int64_t i = 0; i < out; ++i) {
    const float at = step * static_cast<float>(i);
    const int64_t low = std::min(static_cast<int64_t>(at), in - 1);
    taps[static_cast<size_t>(i)] = {low, std::min(low + 1, in - 1), at - static_cast<float>(low)};
  }
  return taps;
}

std::vector<TensorSpec> UpsampleBilinearShape(const ResizeArgs& args, const ShapeInputs& in) {
  const ImageDims x = PlaneDims(in[0].dims, StorageOrder::kNCHW);
  Scales scales;
  if (!FindScales(args, in, 1, &scales)) return {TensorSpec::Unknown(DType::kFloat)};
  return {TensorSpec({x.batch, x.channels, ScaledSize(x.spatial[0], scales.height), ScaledSize(x.spatial[1], scales.width)},
                     DType::kFloat)};
}

class UpsampleBilinearOp final : public KernelOperator<ResizeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims x = Input(0).dims(), y = Output(0)->dims();
    const float* in = Input(0).data<float>();
    float* out = Output(0)->mutable_data<float>();
    if (Output(0)->numel() == 0) return;
    NETDEF_ENFORCE(x[2] > 0 && x[3] > 0, "an image without pixels cannot be enlarged");
    const std::vector<Tap> rows = Taps(y[2], x[2]), columns = Taps(y[3], x[3]);
    ParallelFor(0, x[0] * x[1], GrainFor(4096, y[2] * y[3]), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        float* to = out + plane * y[2] * y[3];
        for (const Tap& row : rows) {
          const float* low = in + (plane * x[2] + row.low) * x[3];
          const float* high = in + (plane * x[2] + row.high) * x[3];
          for (const Tap& c : columns) {
            const float upper = (1 - c.weight) * low[c.low] + c.weight * low[c.high];
            const float lower = (1 - c.weight) * high[c.low] + c.weight * high[c.high];
            *to++ = (1 - row.weight) * upper + row.weight * lower;
          }
        }
      }
    });
  }
};

std::vector<TensorSpec> UpsampleBilinearGradientShape(const ResizeArgs&, const ShapeInputs& in) {
  const ImageDims dy = PlaneDims(in[0].dims, StorageOrder::kNCHW), x = PlaneDims(in[1].dims, StorageOrder::kNCHW);
  NETDEF_ENFORCE(dy.batch == x.batch && dy.channels == x.channels, "dY and X must agree in images and channels, got [",
                 DimsString(in[0].dims), "] and [", DimsString(in[1].dims), "]");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

class UpsampleBilinearGradientOp final : public KernelOperator<ResizeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims y = Input(0).dims(), x = Input(1).dims();
    const float* dy = Input(0).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Output(0)->numel(), 0.0f);
    if (Input(0).numel() == 0) return;
    NETDEF_ENFORCE(x[2] > 0 && x[3] > 0, "an image without pixels has no gradient");
    const std::vector<Tap> rows = Taps(y[2], x[2]), columns = Taps(y[3], x[3]);
    ParallelFor(0, x[0] * x[1], GrainFor(4096, y[2] * y[3]), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const float* from = dy + plane * y[2] * y[3];
        for (const Tap& row : rows) {
          float* low = dx + (plane * x[2] + row.low) * x[3];
          float* high = dx + (plane * x[2] + row.high) * x[3];
          for (const Tap& c : columns) {
            const float g = *from++;
            low[c.low] += (1 - row.weight) * (1 - c.weight) * g;
            low[c.high] += (1 - row.weight) * c.weight * g;
            high[c.low] += row.weight * (1 - c.weight) * g;
            high[c.high] += row.weight * c.weight * g;
          }
        }
      }
    });
  }
};

OPERATOR_SCHEMA(UpsampleBilinear)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<ResizeArgs>()
    .Shape<ResizeArgs>(UpsampleBilinearShape)
    .SetDoc("Resizes images by bilinear interpolation, corners aligned. NCHW only.")
    .Input(0, "X", "Image, [N, C, H, W].")
    .Input(1, "scales", "Optional, height and width scale; they overrule the arguments.")
    .Output(0, "Y", "Resized image.");

OPERATOR_SCHEMA(UpsampleBilinearGradient)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<ResizeArgs>()
    .Shape<ResizeArgs>(UpsampleBilinearGradientShape)
    .SetDoc("Gradient of UpsampleBilinear.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of UpsampleBilinear; only its shape is used.")
    .Input(2, "scales", "Optional, height and width scale; not used.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(UpsampleBilinear, UpsampleBilinearOp);
REGISTER_CPU_OPERATOR(UpsampleBilinearGradient, UpsampleBilinearGradientOp);
REGISTER_GRADIENT(UpsampleBilinear, ResizeGradientMaker);

}  // namespace
}  // namespace netdef
