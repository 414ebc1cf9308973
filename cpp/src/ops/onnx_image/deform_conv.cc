// DeformConv of ONNX: a convolution whose taps are moved by offsets and scaled by a mask. https://arxiv.org/abs/1811.11168
#include "core/onnx_window.h"
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct DeformConvArgs : OnnxWindowArgs {
  int64_t group = 1, offset_group = 1;

  template <typename V>
  void Fields(V& v) {
    OnnxWindowArgs::Fields(v);
    v("group", group, "Number of groups of channels.");
    v("offset_group", offset_group, "Number of groups of channels with offsets of their own.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0 && offset_group > 0, "group and offset_group must be positive, got ", group, " and ", offset_group);
  }
};

std::vector<TensorSpec> DeformConvShape(const DeformConvArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  CheckImage(x);
  CheckImage(w);
  NETDEF_ENFORCE(x[1] % args.group == 0 && w[0] % args.group == 0 && x[1] / args.group == w[1] && x[1] % args.offset_group == 0, "an image of shape [", DimsString(x), "] does not fit a filter of shape [",
                 DimsString(w), "] in ", args.group, " groups, ", args.offset_group, " of offsets");
  const Window window = MakeOnnxWindow(args, SpatialDims(w), SpatialDims(x));
  const Dims y = WindowedDims(x, w[0], window);
  const int64_t taps = args.offset_group * window.taps();
  NETDEF_ENFORCE(in[2].dims == Dims({x[0], 2 * taps, y[2], y[3]}), "expected offsets [N, ", 2 * taps, ", ", y[2], ", ", y[3], "], got [", DimsString(in[2].dims), "]");
  if (in.has(3)) NETDEF_ENFORCE(in[3].dims == Dims{w[0]}, "the bias must have one value for each of ", w[0], " channels");
  if (in.has(4)) NETDEF_ENFORCE(in[4].dims == Dims({x[0], taps, y[2], y[3]}), "expected a mask [N, ", taps, ", ", y[2], ", ", y[3], "], got [", DimsString(in[4].dims), "]");
  return OneSpec(y, in[0].dtype);
}

class DeformConvOp final : public WidenedOperator<DeformConvArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const Dims &x = Input(0).dims(), &w = Input(1).dims(), &y = Output(0)->dims();
    const Window window = MakeOnnxWindow(args_, SpatialDims(w), SpatialDims(x));
    const int64_t taps = window.taps(), out_pixels = y[2] * y[3], channels = x[1], inputs = w[1], outputs = w[0] / args_.group;
    const T *image = Input(0).data<T>(), *filter = Input(1).data<T>(), *offsets = Input(2).data<T>(), *mask = HasInput(4) ? Input(4).data<T>() : nullptr;
    T* out = Output(0)->mutable_data<T>();
    ParallelFor(0, x[0] * out_pixels, 16, [&](int64_t begin, int64_t end) {
      std::vector<double> samples(static_cast<size_t>(channels * taps));
      for (int64_t i = begin; i < end; ++i) {
        const int64_t n = i / out_pixels, p = i % out_pixels;
        for (int64_t c = 0; c < channels; ++c) {
          const int64_t group = c / (channels / args_.offset_group);
          for (int64_t tap = 0; tap < taps; ++tap) {
            const int64_t at = (n * args_.offset_group + group) * taps + tap;
            const WindowAxis &rows = window.axes[0], &columns = window.axes[1];
            const double row = static_cast<double>(rows.Position(p / y[3], tap / columns.kernel)) + static_cast<double>(offsets[2 * at * out_pixels + p]),
                         column = static_cast<double>(columns.Position(p % y[3], tap % columns.kernel)) + static_cast<double>(offsets[(2 * at + 1) * out_pixels + p]);
            const double value = Bilinear(image + (n * channels + c) * x[2] * x[3], x[2], x[3], row, column);
            samples[static_cast<size_t>(c * taps + tap)] = mask == nullptr ? value : value * static_cast<double>(mask[at * out_pixels + p]);
          }
        }
        for (int64_t m = 0; m < w[0]; ++m) {
          double sum = HasInput(3) ? static_cast<double>(Input(3).data<T>()[m]) : 0;
          const double* from = samples.data() + m / outputs * inputs * taps;
          for (int64_t k = 0; k < inputs * taps; ++k) sum += from[k] * static_cast<double>(filter[m * inputs * taps + k]);
          out[(n * w[0] + m) * out_pixels + p] = static_cast<T>(sum);
        }
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(DeformConv)
    .NumInputs(3, 5)
    .NumOutputs(1)
    .Args<DeformConvArgs>()
    .Shape<DeformConvArgs>(DeformConvShape)
    .SetDoc("Convolution with movable taps.\n\nSource: [Zhu et al., 2018](https://arxiv.org/abs/1811.11168).")
    .Input(0, "X", "[N, C, H, W].")
    .Input(1, "W", "[M, C / group, kernel...].")
    .Input(2, "offset", "[N, offset_group * taps * 2, out...]: how far each tap is moved down and right.")
    .Input(3, "B", "[M], optional.")
    .Input(4, "mask", "[N, offset_group * taps, out...], optional.")
    .Output(0, "Y", "[N, M, out...].");

REGISTER_ONNX_OPERATOR(DeformConv, DeformConvOp);

}  // namespace
}  // namespace netdef
