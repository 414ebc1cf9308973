// PadImage: surrounds an image with a value, its mirror image or its edge; negative pads crop.
#include <algorithm>

#include "base/grain.h"
#include "core/window.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

struct PadImageArgs : WindowArgs {
  std::string mode = "constant";
  float value = 0;

  template <typename V>
  void Fields(V& v) {
    WindowArgs::Fields(v);
    v("mode", mode, "constant, reflect (the edge pixel is not repeated) or edge.");
    v("value", value, "What to pad with in constant mode.");
    if constexpr (V::kReads) Check();
  }

 private:
  void Check() const;
};

void PadImageArgs::Check() const {
  NETDEF_ENFORCE(mode == "constant" || mode == "reflect" || mode == "edge", "Unknown padding mode: ", mode);
  NETDEF_ENFORCE(legacy_pad == 0, "Padding layer only supports explicit pad values.");
  NETDEF_ENFORCE(pads.size() == 4, "pads must have 4 entries, got ", pads.size());
  for (int d : dilations) NETDEF_ENFORCE(d == 1, "padding has no dilation, got ", d);
  for (int s : strides) NETDEF_ENFORCE(s == 1, "padding has no stride, got ", s);
}

// The input pixel under each pixel of a padded axis, -1 where the value goes.
std::vector<int64_t> Sources(const std::string& mode, int64_t in, int64_t head, int64_t out) {
  std::vector<int64_t> sources(static_cast<size_t>(out));
  for (int64_t i = 0; i < out; ++i) {
    int64_t at = i - head;
    if (mode == "edge") {
      at = std::clamp<int64_t>(at, 0, in - 1);
    } else if (mode == "reflect") {
      at = std::max(at, -at);
      at = std::min(at, 2 * in - at - 2);
      NETDEF_ENFORCE(at >= 0 && at < in, "cannot reflect ", in, " pixels into a padding of ", head, " before and ",
                     out - in - head, " behind");
    }
    sources[static_cast<size_t>(i)] = at >= 0 && at < in ? at : -1;
  }
  return sources;
}

int64_t PaddedSize(int64_t in, int64_t head, int64_t tail) {
  NETDEF_ENFORCE(in + head + tail >= 1, "nothing is left of ", in, " pixels with a padding of ", head, " and ", tail);
  return in + head + tail;
}

std::vector<TensorSpec> PadImageShape(const PadImageArgs& args, const ShapeInputs& in) {
  const StorageOrder order = StorageOrderFromString(args.order);
  ImageDims dims = PlaneDims(in[0].dims, order);
  NETDEF_ENFORCE(dims.channels > 0 && dims.pixels > 0, "the image is empty, its shape is [", DimsString(in[0].dims), "]");
  for (size_t i : {0, 1}) {
    dims.spatial[i] = PaddedSize(dims.spatial[i], args.pads[i], args.pads[i + 2]);
    if (args.mode == "reflect") {
      NETDEF_ENFORCE(args.pads[i] < 2 * in[0].dims[i + (order == StorageOrder::kNCHW ? 2 : 1)] - 1,
                     "cannot reflect the image into a padding of ", args.pads[i]);
    }
  }
  return {TensorSpec(dims.InOrder(order), DType::kFloat)};
}

std::vector<TensorSpec> PadImageGradientShape(const PadImageArgs& args, const ShapeInputs& in) {
  const StorageOrder order = StorageOrderFromString(args.order);
  ImageDims dims = PlaneDims(in[0].dims, order);
  for (size_t i : {0, 1}) dims.spatial[i] = PaddedSize(dims.spatial[i], -args.pads[i], -args.pads[i + 2]);
  return {TensorSpec(dims.InOrder(order), DType::kFloat)};
}

// The gradient adds every padded pixel to where it came from.
template <bool kGradient>
class PadImageBase : public KernelOperator<PadImageArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const StorageOrder order = StorageOrderFromString(args_.order);
    const ImageDims x((kGradient ? *Output(0) : Input(0)).dims(), order);
    const ImageDims y((kGradient ? Input(0) : *Output(0)).dims(), order);
    const std::vector<int64_t> rows = Sources(args_.mode, x.spatial[0], args_.pads[0], y.spatial[0]);
    const std::vector<int64_t> columns = Sources(args_.mode, x.spatial[1], args_.pads[1], y.spatial[1]);
    const int64_t first = std::max(0, args_.pads[1]), last = std::min(y.spatial[1], args_.pads[1] + x.spatial[1]);
    const float* in = Input(0).data<float>();
    float* out = Output(0)->mutable_data<float>();
    if (kGradient) std::fill(out, out + Output(0)->numel(), 0.0f);
    // NCHW: planes of single floats; NHWC: one plane for each image, of `width` floats for each pixel.
    const bool planes = order == StorageOrder::kNCHW;
    const int64_t width = planes ? 1 : x.channels, count = planes ? x.batch * x.channels : x.batch;
    ParallelFor(0, count, GrainFor(8192, y.pixels * width), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        int64_t padded = plane * y.pixels * width;
        for (int64_t row : rows) {
          const int64_t line = (plane * x.spatial[0] + row) * x.spatial[1];
          for (int64_t i = 0; i < y.spatial[1]; ++i) {
            if (!kGradient && row >= 0 && i == first && last > first) {  // the image itself
              std::copy_n(in + (line + columns[static_cast<size_t>(first)]) * width, (last - first) * width, out + padded);
              padded += (last - first) * width;
              i = last - 1;
              continue;
            }
            const int64_t column = columns[static_cast<size_t>(i)], from = (line + column) * width;
            const bool inside = row >= 0 && column >= 0;
            for (int64_t c = 0; c < width; ++c, ++padded) {
              if constexpr (kGradient) {
                if (inside) out[from + c] += in[padded];
              } else {
                out[padded] = inside ? in[from + c] : args_.value;
              }
            }
          }
        }
      }
    });
  }
};

using PadImageOp = PadImageBase<false>;
using PadImageGradientOp = PadImageBase<true>;

OPERATOR_SCHEMA(PadImage)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<PadImageArgs>()
    .Shape<PadImageArgs>(PadImageShape)
    .SetDoc("Surrounds an image with a value, its mirror image or its edge; negative pads crop.\n\n"
            "Kernel, stride, dilation and global_pooling are read for the sake of old models and mean nothing.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C].")
    .Output(0, "Y", "Padded image.");

OPERATOR_SCHEMA(PadImageGradient)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<PadImageArgs>()
    .Shape<PadImageArgs>(PadImageGradientShape)
    .SetDoc("Gradient of PadImage.")
    .Input(0, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(PadImage, PadImageOp);
REGISTER_CPU_OPERATOR(PadImageGradient, PadImageGradientOp);
SIMPLE_GRADIENT(PadImage, "PadImageGradient", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
