// RoiAlign of ONNX: regions of an image, pooled from values between its pixels. https://arxiv.org/abs/1703.06870
#include <limits>

#include "base/grain.h"
#include "netdef/simd.h"
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

// A sample's place along an axis, between two pixels.
struct Tap {
  int64_t near, far;
  double near_weight, far_weight;
};

// The samples of each output along one axis of a region. Up to one pixel outside the image its border is repeated; samples beyond
// are counted, but have no tap.
struct AxisTaps {
  int64_t samples;
  std::vector<Tap> taps;
  std::vector<size_t> begins{0};  // of each output among the taps
  int64_t first, last = -1;       // pixels that any of them reads

  AxisTaps(double start, double bin, int64_t bins, int64_t ratio, int64_t extent) : samples(ratio), first(extent) {
    if (samples <= 0) samples = std::max<int64_t>(1, static_cast<int64_t>(std::ceil(bin)));
    for (int64_t i = 0; i < bins; ++i) {
      for (int64_t s = 0; s < samples; ++s) {
        const double place = start + static_cast<double>(i) * bin + (static_cast<double>(s) + 0.5) * (bin / static_cast<double>(samples));
        if (place < -1 || place > static_cast<double>(extent) || extent == 0) continue;
        const double within = std::clamp(place, 0.0, static_cast<double>(extent - 1));
        const auto near = static_cast<int64_t>(within);
        const double part = within - static_cast<double>(near);
        taps.push_back({near, std::min(near + 1, extent - 1), 1 - part, part});
        first = std::min(first, near);
        last = std::max(last, taps.back().far);
      }
      begins.push_back(taps.size());
    }
  }
  size_t count(int64_t output) const { return begins[static_cast<size_t>(output) + 1] - begins[static_cast<size_t>(output)]; }
};

template <typename T>
NETDEF_SIMD void AddWeighted(const T* row, double weight, int64_t n, double* sums) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) sums[i] += weight * static_cast<double>(row[i]);
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
      const AxisTaps rows(roi[1], height / static_cast<double>(args_.output_height), args_.output_height, args_.sampling_ratio, dims[2]);
      const AxisTaps columns(roi[0], width / static_cast<double>(args_.output_width), args_.output_width, args_.sampling_ratio, dims[3]);
      const int64_t bins = args_.output_height * args_.output_width;
      ParallelFor(0, dims[1], GrainFor(kPointwiseGrain, 8 * bins * rows.samples), [&](int64_t begin, int64_t end) {
        std::vector<double> line(static_cast<size_t>(dims[3]));
        for (int64_t c = begin; c < end; ++c) {
          const T* plane = Input(0).data<T>() + (images[r] * dims[1] + c) * dims[2] * dims[3];
          T* out = y + (static_cast<int64_t>(r) * dims[1] + c) * bins;
          args_.mode == "max" ? Largest(plane, dims[3], rows, columns, out) : Means(plane, dims[3], rows, columns, line.data(), out);
        }
      });
    }
  }

  // The rows of a bin first, for all its columns at once.
  template <typename T>
  void Means(const T* plane, int64_t width, const AxisTaps& rows, const AxisTaps& columns, double* line, T* out) const {
    const int64_t first = columns.first, n = columns.last - first + 1;
    const double samples = static_cast<double>(rows.samples) * static_cast<double>(columns.samples);
    for (int64_t i = 0; i < args_.output_height; ++i) {
      if (n > 0) std::fill_n(line + first, n, 0.0);
      for (size_t s = rows.begins[static_cast<size_t>(i)]; s < rows.begins[static_cast<size_t>(i) + 1] && n > 0; ++s) {
        const Tap& tap = rows.taps[s];
        AddWeighted(plane + tap.near * width + first, tap.near_weight, n, line + first);
        if (tap.far_weight != 0) AddWeighted(plane + tap.far * width + first, tap.far_weight, n, line + first);
      }
      for (int64_t j = 0; j < args_.output_width; ++j) {
        double sum = 0;
        for (size_t s = columns.begins[static_cast<size_t>(j)]; s < columns.begins[static_cast<size_t>(j) + 1]; ++s) {
          const Tap& tap = columns.taps[s];
          sum += tap.near_weight * line[tap.near] + tap.far_weight * line[tap.far];
        }
        *out++ = static_cast<T>(sum / samples);
      }
    }
  }

  // Mode max looks at the weighted pixels, not at their sums; a sample outside the image is 0.
  template <typename T>
  void Largest(const T* plane, int64_t width, const AxisTaps& rows, const AxisTaps& columns, T* out) const {
    for (int64_t i = 0; i < args_.output_height; ++i) {
      for (int64_t j = 0; j < args_.output_width; ++j) {
        const bool all = rows.count(i) == static_cast<size_t>(rows.samples) && columns.count(j) == static_cast<size_t>(columns.samples);
        double largest = all ? -std::numeric_limits<double>::infinity() : 0;
        for (size_t r = rows.begins[static_cast<size_t>(i)]; r < rows.begins[static_cast<size_t>(i) + 1]; ++r) {
          for (size_t c = columns.begins[static_cast<size_t>(j)]; c < columns.begins[static_cast<size_t>(j) + 1]; ++c) {
            const Tap &y = rows.taps[r], &x = columns.taps[c];
            const auto pixel = [&](int64_t row, int64_t column) { return static_cast<double>(plane[row * width + column]); };
            largest = std::max({largest, y.near_weight * x.near_weight * pixel(y.near, x.near), y.near_weight * x.far_weight * pixel(y.near, x.far),
                                y.far_weight * x.near_weight * pixel(y.far, x.near), y.far_weight * x.far_weight * pixel(y.far, x.far)});
          }
        }
        *out++ = static_cast<T>(largest);
      }
    }
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
