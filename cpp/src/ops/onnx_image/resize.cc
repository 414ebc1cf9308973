// Resize of ONNX: an image, or tensor of any rank, resampled along each axis.
//
// The filters are separable: axis after axis, each output is a weighted sum of a few inputs along it.
#include <array>
#include <limits>
#include <tuple>

#include "base/grain.h"
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct ResizeArgs {
  std::string mode = "nearest", coordinate_transformation_mode = "half_pixel", nearest_mode = "round_prefer_floor", keep_aspect_ratio_policy = "stretch";
  float cubic_coeff_a = -0.75f, extrapolation_value = 0;
  bool antialias = false, exclude_outside = false;
  std::vector<int64_t> axes;

  template <typename V>
  void Fields(V& v) {
    v("mode", mode, "nearest, linear or cubic.");
    v("coordinate_transformation_mode", coordinate_transformation_mode, "How places of the output become places of the input: half_pixel, half_pixel_symmetric, "
                                        "pytorch_half_pixel, align_corners, asymmetric, tf_crop_and_resize or tf_half_pixel_for_nn (until opset 12).");
    v("nearest_mode", nearest_mode, "round_prefer_floor, round_prefer_ceil, floor or ceil.");
    v("keep_aspect_ratio_policy", keep_aspect_ratio_policy, "With sizes: stretch, not_larger or not_smaller.");
    v("cubic_coeff_a", cubic_coeff_a, "The parameter of the cubic filter.");
    v("extrapolation_value", extrapolation_value, "With tf_crop_and_resize: the value outside the image.");
    v("antialias", antialias, "Filters are stretched where the image shrinks.");
    v("exclude_outside", exclude_outside, "Pixels outside the image do not count; else they repeat the border.");
    v("axes", axes, "The axes that roi, scales and sizes are for; absent: all.");
    if constexpr (V::kReads) {
      const auto one_of = [](const char* name, const std::string& value, std::initializer_list<const char*> allowed) {
        for (const char* a : allowed) {
          if (value == a) return;
        }
        NETDEF_THROW("Argument ", name, " has the unknown value '", value, "'");
      };
      one_of("mode", mode, {"nearest", "linear", "cubic"});
      one_of("coordinate_transformation_mode", coordinate_transformation_mode,
             {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_crop_and_resize", "tf_half_pixel_for_nn"});
      one_of("nearest_mode", nearest_mode, {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"});
      one_of("keep_aspect_ratio_policy", keep_aspect_ratio_policy, {"stretch", "not_larger", "not_smaller"});
    }
  }
};

std::vector<double> NumbersOf(const Tensor& t) {
  std::vector<double> values;
  DispatchTypes<float, double, int32_t, int64_t, Half, BFloat16>(t.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < t.numel(); ++i) {
      if constexpr (std::is_arithmetic_v<T>) {
        values.push_back(static_cast<double>(t.data<T>()[i]));
      } else {
        values.push_back(static_cast<double>(static_cast<float>(t.data<T>()[i])));
      }
    }
  });
  return values;
}

// What happens along one axis.
struct ResizeAxis {
  int64_t in = 1, out = 1;
  double scale = 1, start = 0, end = 1;  // of the region of interest, as parts of the axis
};

std::vector<ResizeAxis> PlanAxes(const ResizeArgs& args, const Dims& dims, const Tensor* roi, const Tensor* scales, const Tensor* sizes) {
  std::vector<ResizeAxis> axes(dims.size());
  for (size_t i = 0; i < dims.size(); ++i) axes[i].in = axes[i].out = dims[i];
  std::vector<size_t> chosen;
  MarkAxes(args.axes, dims.size());
  for (size_t i = 0; i < (args.axes.empty() ? dims.size() : args.axes.size()); ++i) {
    chosen.push_back(args.axes.empty() ? i : static_cast<size_t>(CanonicalAxis(args.axes[i], dims)));
  }
  const auto values = [&](const Tensor* t) { return t == nullptr || t->numel() == 0 ? std::vector<double>() : NumbersOf(*t); };
  const std::vector<double> factor = values(scales), size = values(sizes), region = values(roi);
  NETDEF_ENFORCE(factor.empty() != size.empty(), "exactly one of scales and sizes must be given");
  NETDEF_ENFORCE_EQ(factor.size() + size.size(), chosen.size(), "scales or sizes must have one value for each axis");
  if (args.coordinate_transformation_mode == "tf_crop_and_resize") NETDEF_ENFORCE_EQ(region.size(), 2 * chosen.size(), "roi must have two values for each axis");
  double common = 0;  // of an image that keeps its proportions
  if (!size.empty() && args.keep_aspect_ratio_policy != "stretch") {
    for (size_t i = 0; i < chosen.size(); ++i) {
      const double f = size[i] / static_cast<double>(axes[chosen[i]].in);
      common = i == 0 ? f : args.keep_aspect_ratio_policy == "not_larger" ? std::min(common, f) : std::max(common, f);
    }
  }
  for (size_t i = 0; i < chosen.size(); ++i) {
    ResizeAxis& axis = axes[chosen[i]];
    const auto in = static_cast<double>(axis.in);
    if (args.coordinate_transformation_mode == "tf_crop_and_resize") {
      axis.start = region[i];
      axis.end = region[i + chosen.size()];
    }
    double extent;
    if (!factor.empty()) {
      axis.scale = factor[i];
      // In float: a scale that is the quotient of two sizes gives the size again.
      const double whole = args.coordinate_transformation_mode == "tf_crop_and_resize" ? in * (axis.end - axis.start) : in;
      extent = std::floor(static_cast<float>(whole) * static_cast<float>(axis.scale));
    } else {
      extent = common > 0 ? std::floor(in * common + 0.5) : size[i];
      axis.scale = common > 0 ? common : size[i] / in;
    }
    NETDEF_ENFORCE(axis.scale > 0 && axis.scale < 1e9 && extent >= 0 && extent < 1e12, "an axis of extent ", axis.in, " cannot be resized to ", extent, " (scale ", axis.scale, ")");
    axis.out = static_cast<int64_t>(extent);
  }
  return axes;
}

std::vector<TensorSpec> ResizeShape(const ResizeArgs& args, const ShapeInputs& in) {
  const Tensor* values[3] = {nullptr, nullptr, nullptr};
  for (size_t i = 1; i < 4; ++i) {
    if (!in.has(i)) continue;
    values[i - 1] = in.value(i);
    if (values[i - 1] == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  }
  Dims dims;
  for (const ResizeAxis& axis : PlanAxes(args, in[0].dims, values[0], values[1], values[2])) dims.push_back(axis.out);
  return OneSpec(std::move(dims), in[0].dtype);
}

// The taps of all outputs along an axis, as many for each of them: [tap][output].
template <typename Acc>
struct AxisFilter {
  int64_t taps = 0, outputs = 0;
  std::vector<int32_t> places;
  std::vector<Acc> weights;
};

// to = sum of weights times rows of `inner` elements.
template <typename Acc>
NETDEF_SIMD void MixRows(const Acc* const* rows, const Acc* weights, int64_t taps, int64_t inner, Acc* to) {
  const Acc *first = rows[0], w0 = weights[0];
  if (taps == 2) {
    const Acc *second = rows[1], w1 = weights[1];
#pragma omp simd
    for (int64_t j = 0; j < inner; ++j) to[j] = w0 * first[j] + w1 * second[j];
    return;
  }
#pragma omp simd
  for (int64_t j = 0; j < inner; ++j) to[j] = w0 * first[j];
  for (int64_t k = 1; k < taps; ++k) {
    const Acc *row = rows[k], w = weights[k];
#pragma omp simd
    for (int64_t j = 0; j < inner; ++j) to[j] += w * row[j];
  }
}

// The same along a row.
template <typename Acc>
NETDEF_SIMD void MixColumns(const AxisFilter<Acc>& filter, const Acc* from, Acc* to) {
  const int32_t* places = filter.places.data();
  const Acc* weights = filter.weights.data();
  const int64_t n = filter.outputs;
#pragma omp simd
  for (int64_t o = 0; o < n; ++o) to[o] = weights[o] * from[places[o]];
  for (int64_t k = 1; k < filter.taps; ++k) {
    places += n;
    weights += n;
#pragma omp simd
    for (int64_t o = 0; o < n; ++o) to[o] += weights[o] * from[places[o]];
  }
}

// The inputs that an output is made of.
struct Taps {
  std::vector<int64_t> places;
  std::vector<double> weights;
  bool outside = false;  // of the region of interest: the extrapolation value
};

class ResizeOp final : public WidenedOperator<ResizeArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const auto optional = [&](int i) { return HasInput(i) ? &Input(i) : nullptr; };
    const std::vector<ResizeAxis> axes = PlanAxes(args_, Input(0).dims(), optional(1), optional(2), optional(3));
    if (args_.mode == "nearest" && args_.coordinate_transformation_mode != "tf_crop_and_resize") {
      DispatchItemTypes(Input(0).dtype(), [&](auto zero) { Nearest<decltype(zero)>(axes); });
    } else {
      DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) { Filter<decltype(zero)>(axes); });
    }
  }

 private:
  double Position(const ResizeAxis& a, int64_t o) const {
    const auto x = static_cast<double>(o), in = static_cast<double>(a.in), out = static_cast<double>(a.out);
    const std::string& mode = args_.coordinate_transformation_mode;
    const double length = in * a.scale;  // which need not be whole
    if (mode == "align_corners") return length == 1 ? 0 : x * (in - 1) / (length - 1);
    if (mode == "asymmetric") return x / a.scale;
    if (mode == "tf_half_pixel_for_nn") return (x + 0.5) / a.scale;
    if (mode == "tf_crop_and_resize") {
      return out == 1 ? (a.end - a.start) * (in - 1) / 2 : a.start * (in - 1) + x * (a.end - a.start) * (in - 1) / (out - 1);
    }
    if (mode == "pytorch_half_pixel" && out == 1) return -0.5;
    if (mode == "half_pixel_symmetric") return in / 2 * (1 - out / length) + (x + 0.5) / a.scale - 0.5;
    return (x + 0.5) / a.scale - 0.5;
  }

  int64_t NearestPlace(const ResizeAxis& a, double x) const {
    const std::string& mode = args_.nearest_mode;
    const double rounded = mode == "floor" ? std::floor(x) : mode == "ceil" ? std::ceil(x) : mode == "round_prefer_ceil" ? std::floor(x + 0.5) : std::ceil(x - 0.5);
    return std::clamp<int64_t>(PixelOf(rounded), 0, a.in - 1);
  }

  template <typename T>
  void Nearest(const std::vector<ResizeAxis>& axes) {
    const Dims steps = RowMajorSteps(Input(0).dims());
    std::vector<std::vector<int64_t>> offsets(axes.size());
    for (size_t i = 0; i < axes.size(); ++i) {
      NETDEF_ENFORCE(axes[i].in > 0 || axes[i].out == 0, "[Resize] an empty image cannot be enlarged");
      for (int64_t o = 0; o < axes[i].out; ++o) {
        offsets[i].push_back(steps[i] * (axes[i].out == axes[i].in && axes[i].scale == 1 ? o : NearestPlace(axes[i], Position(axes[i], o))));
      }
    }
    const T* in = Items<T>(Input(0));
    T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype()));
    const int64_t n = Output(0)->numel(), width = axes.empty() ? 1 : axes.back().out;
    ParallelFor(0, n == 0 ? 0 : n / width, GrainFor(8192, width), [&](int64_t begin, int64_t end) {
      int64_t before = -1;
      for (int64_t row = begin; row < end; ++row) {
        int64_t rest = row, base = 0;
        for (size_t i = axes.empty() ? 0 : axes.size() - 1; i-- > 0;) {
          base += offsets[i][static_cast<size_t>(rest % axes[i].out)];
          rest /= axes[i].out;
        }
        if (axes.empty()) {
          out[row] = in[base];
          continue;
        }
        if (row > begin && base == before) {  // enlarged: the row above once more
          std::copy_n(out + (row - 1) * width, width, out + row * width);
          continue;
        }
        before = base;
        const int64_t* columns = offsets.back().data();
        for (int64_t k = 0; k < width; ++k) out[row * width + k] = in[base + columns[k]];
      }
    });
  }

  Taps TapsOf(const ResizeAxis& a, int64_t o) const {
    const double x = Position(a, o), last = static_cast<double>(a.in) - 1;
    Taps taps;
    taps.outside = args_.coordinate_transformation_mode == "tf_crop_and_resize" && (x < 0 || x > last);
    if (args_.mode == "nearest") {
      taps.places = {NearestPlace(a, x)};
      taps.weights = {1};
      return taps;
    }
    // The filter reaches `support` pixels to both sides, more where it is stretched.
    const double stretch = args_.antialias ? std::max(1.0, 1 / a.scale) : 1, support = (args_.mode == "linear" ? 1 : 2) * stretch;
    NETDEF_ENFORCE(support < 1e6, "[Resize] a scale of ", a.scale, " is too small");
    const double base = std::floor(x);
    double sum = 0;
    for (auto k = static_cast<int64_t>(-std::ceil(support)); k <= static_cast<int64_t>(std::ceil(support)); ++k) {
      const double place = base + static_cast<double>(k);
      double weight = args_.mode == "linear" ? Linear((place - x) / stretch) : CubicWeight((place - x) / stretch, static_cast<double>(args_.cubic_coeff_a));
      if (args_.exclude_outside && (place < 0 || place > last)) weight = 0;
      if (weight == 0) continue;
      sum += weight;
      taps.places.push_back(std::clamp<int64_t>(PixelOf(place), 0, a.in - 1));
      taps.weights.push_back(weight);
    }
    for (double& weight : taps.weights) weight /= sum == 0 ? 1 : sum;
    return taps;
  }

  static double Linear(double d) { return std::max(0.0, 1 - std::abs(d)); }

  template <typename T>
  void Filter(const std::vector<ResizeAxis>& axes) {
    using Acc = std::conditional_t<std::is_same_v<T, float>, float, double>;
    Dims dims = Input(0).dims();
    auto& [current, next] = std::get<Buffers<Acc>>(buffers_);
    if constexpr (!std::is_same_v<T, Acc>) current.assign(Input(0).data<T>(), Input(0).data<T>() + Input(0).numel());
    const Acc* from = nullptr;
    if constexpr (std::is_same_v<T, Acc>) {
      from = Input(0).data<T>();
    } else {
      from = current.data();
    }
    std::vector<std::vector<bool>> outside(axes.size());
    for (size_t i = 0; i < axes.size(); ++i) {
      const ResizeAxis& a = axes[i];
      if (a.in == a.out && a.scale == 1 && a.start == 0 && a.end == 1) continue;
      NETDEF_ENFORCE(a.in > 0 || a.out == 0, "[Resize] an empty image cannot be enlarged");
      const AxisFilter<Acc> filter = FilterAlong<Acc>(a, &outside[i]);
      const int64_t outer = SizeBetween(dims, 0, i), inner = SizeBetween(dims, i + 1, dims.size());
      dims[i] = a.out;
      next.resize(static_cast<size_t>(NumElements(dims)));
      Mix(filter, from, a.in, outer, inner, next.data());
      std::swap(current, next);
      from = current.data();
    }
    const bool any_outside = std::any_of(outside.begin(), outside.end(), [](const auto& o) { return std::find(o.begin(), o.end(), true) != o.end(); });
    T* out = Output(0)->mutable_data<T>();
    const int64_t n = NumElements(dims);
    for (int64_t i = 0; i < n; ++i) out[i] = Stored<T>(from[i]);
    if (any_outside) Extrapolate(axes, outside, out);
  }

  template <typename Acc>
  AxisFilter<Acc> FilterAlong(const ResizeAxis& a, std::vector<bool>* outside) const {
    NETDEF_ENFORCE(a.in <= std::numeric_limits<int32_t>::max(), "[Resize] an axis of extent ", a.in, " is too long");
    std::vector<Taps> taps;
    AxisFilter<Acc> filter;
    filter.outputs = a.out;
    filter.taps = 1;
    for (int64_t o = 0; o < a.out; ++o) {
      taps.push_back(TapsOf(a, o));
      outside->push_back(taps.back().outside);
      filter.taps = std::max(filter.taps, static_cast<int64_t>(taps.back().places.size()));
    }
    const auto count = static_cast<size_t>(NumElements({filter.taps, a.out}));
    filter.places.assign(count, 0);
    filter.weights.assign(count, Acc(0));
    for (size_t o = 0; o < taps.size(); ++o) {
      for (size_t k = 0; k < taps[o].places.size(); ++k) {
        filter.places[k * taps.size() + o] = static_cast<int32_t>(taps[o].places[k]);
        filter.weights[k * taps.size() + o] = static_cast<Acc>(taps[o].weights[k]);
      }
      // Those that only fill up read what is read anyway, so that nothing else of the image matters.
      for (size_t k = taps[o].places.size(); k < static_cast<size_t>(filter.taps) && k > 0; ++k) filter.places[k * taps.size() + o] = filter.places[o];
    }
    return filter;
  }

  template <typename Acc>
  static void Mix(const AxisFilter<Acc>& filter, const Acc* from, int64_t extent, int64_t outer, int64_t inner, Acc* to) {
    const int64_t n = filter.outputs;
    if (inner == 1) {
      ParallelFor(0, outer, GrainFor(8192, n), [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) MixColumns(filter, from + row * extent, to + row * n);
      });
      return;
    }
    ParallelFor(0, outer * n, GrainFor(8192, inner), [&](int64_t begin, int64_t end) {
      std::vector<const Acc*> rows(static_cast<size_t>(filter.taps));
      std::vector<Acc> weights(static_cast<size_t>(filter.taps));
      for (int64_t row = begin; row < end; ++row) {
        for (int64_t k = 0; k < filter.taps; ++k) {
          const auto at = static_cast<size_t>(k * n + row % n);
          rows[static_cast<size_t>(k)] = from + (row / n * extent + filter.places[at]) * inner;
          weights[static_cast<size_t>(k)] = filter.weights[at];
        }
        MixRows(rows.data(), weights.data(), filter.taps, inner, to + row * inner);
      }
    });
  }

  template <typename T, typename Acc>
  static T Stored(Acc x) {
    if constexpr (std::is_integral_v<T>) {
      constexpr auto low = static_cast<double>(std::numeric_limits<T>::min()), high = static_cast<double>(std::numeric_limits<T>::max());
      const auto value = static_cast<double>(x);
      return value >= high ? std::numeric_limits<T>::max() : value <= low ? std::numeric_limits<T>::min() : static_cast<T>(value);
    } else {
      return static_cast<T>(x);
    }
  }

  template <typename T>
  void Extrapolate(const std::vector<ResizeAxis>& axes, const std::vector<std::vector<bool>>& outside, T* values) const {
    const int64_t n = NumElements(OutputDims(axes));
    for (int64_t e = 0; e < n; ++e) {
      int64_t rest = e;
      for (size_t i = axes.size(); i-- > 0;) {
        if (!outside[i].empty() && outside[i][static_cast<size_t>(rest % axes[i].out)]) values[e] = Stored<T>(static_cast<double>(args_.extrapolation_value));
        rest /= axes[i].out;
      }
    }
  }

  // Of passes along axes; they stay for the next run.
  template <typename Acc>
  using Buffers = std::array<std::vector<Acc>, 2>;
  std::tuple<Buffers<float>, Buffers<double>> buffers_;

  static Dims OutputDims(const std::vector<ResizeAxis>& axes) {
    Dims dims;
    for (const ResizeAxis& axis : axes) dims.push_back(axis.out);
    return dims;
  }
};

ONNX_OPERATOR_SCHEMA(Resize)
    .NumInputs(1, 4)
    .NumOutputs(1)
    .Args<ResizeArgs>()
    .Shape<ResizeArgs>(ResizeShape)
    .SetDoc("Resamples a tensor along its axes.")
    .Input(0, "X", "Tensor of numbers; any type for mode nearest.")
    .Input(1, "roi", "Starts, then ends, of the region of interest, as parts of the axes; for tf_crop_and_resize.")
    .Input(2, "scales", "Factor for each axis; or sizes.")
    .Input(3, "sizes", "int64: the new extents.")
    .Output(0, "Y", "The resampled tensor.");

REGISTER_ONNX_OPERATOR(Resize, ResizeOp);

}  // namespace
}  // namespace netdef
