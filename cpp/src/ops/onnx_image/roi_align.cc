// RoiAlign of ONNX: regions of an image, pooled from values between its pixels. https://arxiv.org/abs/1703.06870
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct RoiAlignArgs {
  std::string mode = "avg", coordinate_transformation_mode = "half_pixel";
  int64_t output_height = 1, output_width = 1, sampling_ratio = 0;
  float spatial_scale = 1;

  template <typename V>
  void Fields(V& v) {
    v("mode", mode, "avg or max.");
    v("coordinate_transformation_mode", coordinate_transformation_mode, "half_pixel: pixels have their centre at one half; or output_half_pixel.");
    v("output_height", output_height, "Height of the result.");
    v("output_width", output_width, "Width of the result.");
    v("sampling_ratio", sampling_ratio, "Samples of each output along each axis; 0: as many as it spans pixels.");
    v("spatial_scale", spatial_scale, "From the regions' coordinates to those of the image.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(mode == "avg" || mode == "max", "mode must be avg or max, got '", mode, "'");
      NETDEF_ENFORCE(coordinate_transformation_mode == "half_pixel" || coordinate_transformation_mode == "output_half_pixel", "coordinate_transformation_mode must be half_pixel or output_half_pixel, got '",
                     coordinate_transformation_mode, "'");
      NETDEF_ENFORCE(output_height >= 0 && output_width >= 0 && sampling_ratio >= 0 && sampling_ratio < 1000, "output size or sampling_ratio is out of range");
    }
  }
};

std::vector<TensorSpec> RoiAlignShape(const RoiAlignArgs& args, const ShapeInputs& in) {
  CheckImage(in[0].dims);
  const Dims& rois = in[1].dims;
  NETDEF_ENFORCE(rois.size() == 2 && rois[1] == 4 && in[2].dims == Dims{rois[0]}, "expected regions [R, 4] and [R] numbers of images, got [", DimsString(rois), "] and [", DimsString(in[2].dims), "]");
  return OneSpec({rois[0], in[0].dims[1], args.output_height, args.output_width}, in[0].dtype);
}

class RoiAlignOp final : public WidenedOperator<RoiAlignArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const Dims& dims = Input(0).dims();
    const std::vector<int64_t> images = IntegersOf(Input(2));
    T* y = Output(0)->mutable_data<T>();
    const double offset = args_.coordinate_transformation_mode == "half_pixel" ? 0.5 : 0;
    for (size_t r = 0; r < images.size(); ++r) {
      NETDEF_ENFORCE(images[r] >= 0 && images[r] < dims[0], "[RoiAlign] expected numbers of images of 0 to ", dims[0] - 1, ", got ", images[r]);
      double roi[4];
      for (int k = 0; k < 4; ++k) {
        roi[k] = static_cast<double>(Input(1).data<T>()[r * 4 + static_cast<size_t>(k)]) * static_cast<double>(args_.spatial_scale) - offset;
        NETDEF_ENFORCE(std::abs(roi[k]) < 1e7, "[RoiAlign] a region has the coordinate ", roi[k]);
      }
      double width = roi[2] - roi[0], height = roi[3] - roi[1];
      if (offset == 0) {
        width = std::max(width, 1.0);
        height = std::max(height, 1.0);
      }
      const double bin_height = height / static_cast<double>(args_.output_height), bin_width = width / static_cast<double>(args_.output_width);
      const int64_t rows = Samples(bin_height), columns = Samples(bin_width);
      ParallelFor(0, dims[1], 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; ++c) {
          const T* plane = Input(0).data<T>() + (images[r] * dims[1] + c) * dims[2] * dims[3];
          T* out = y + (static_cast<int64_t>(r) * dims[1] + c) * args_.output_height * args_.output_width;
          for (int64_t i = 0; i < args_.output_height * args_.output_width; ++i) {
            const double top = roi[1] + static_cast<double>(i / args_.output_width) * bin_height, left = roi[0] + static_cast<double>(i % args_.output_width) * bin_width;
            out[i] = static_cast<T>(Bin(plane, dims[2], dims[3], top, left, bin_height / static_cast<double>(rows), bin_width / static_cast<double>(columns), rows, columns));
          }
        }
      });
    }
  }

  int64_t Samples(double bin) const { return args_.sampling_ratio > 0 ? args_.sampling_ratio : std::max<int64_t>(1, static_cast<int64_t>(std::ceil(bin))); }

  template <typename T>
  double Bin(const T* plane, int64_t height, int64_t width, double top, double left, double dy, double dx, int64_t rows, int64_t columns) const {
    double sum = 0, largest = 0;
    bool first = true;
    for (int64_t i = 0; i < rows; ++i) {
      for (int64_t j = 0; j < columns; ++j) {
        const double y = top + (static_cast<double>(i) + 0.5) * dy, x = left + (static_cast<double>(j) + 0.5) * dx;
        double best;
        const double value = Sample(plane, height, width, y, x, &best);
        sum += value;
        largest = first ? best : std::max(largest, best);
        first = false;
      }
    }
    return args_.mode == "max" ? largest : sum / static_cast<double>(rows * columns);
  }

  // The value between pixels; up to one pixel outside the border is repeated, beyond there is nothing. `best` is the largest of
  // the four weighted pixels, which mode max looks at.
  template <typename T>
  static double Sample(const T* plane, int64_t height, int64_t width, double y, double x, double* best) {
    *best = 0;
    if (y < -1 || y > static_cast<double>(height) || x < -1 || x > static_cast<double>(width) || height == 0 || width == 0) return 0;
    y = std::clamp(y, 0.0, static_cast<double>(height - 1));
    x = std::clamp(x, 0.0, static_cast<double>(width - 1));
    const auto y0 = static_cast<int64_t>(y), x0 = static_cast<int64_t>(x);
    const int64_t y1 = std::min(y0 + 1, height - 1), x1 = std::min(x0 + 1, width - 1);
    const double ly = y - static_cast<double>(y0), lx = x - static_cast<double>(x0);
    const double parts[4] = {(1 - ly) * (1 - lx) * static_cast<double>(plane[y0 * width + x0]), (1 - ly) * lx * static_cast<double>(plane[y0 * width + x1]),
                             ly * (1 - lx) * static_cast<double>(plane[y1 * width + x0]), ly * lx * static_cast<double>(plane[y1 * width + x1])};
    *best = *std::max_element(parts, parts + 4);
    return parts[0] + parts[1] + parts[2] + parts[3];
  }
};

ONNX_OPERATOR_SCHEMA(RoiAlign)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<RoiAlignArgs>()
    .Shape<RoiAlignArgs>(RoiAlignShape)
    .SetDoc("Regions of images in one size.\n\nSource: [He et al., 2017](https://arxiv.org/abs/1703.06870).")
    .Input(0, "X", "[N, C, H, W].")
    .Input(1, "rois", "[R, 4]: left, top, right, bottom.")
    .Input(2, "batch_indices", "[R], int64: which image each is of.")
    .Output(0, "Y", "[R, C, output_height, output_width].");

REGISTER_ONNX_OPERATOR(RoiAlign, RoiAlignOp);

}  // namespace
}  // namespace netdef
