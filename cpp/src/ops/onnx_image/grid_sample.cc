// GridSample of ONNX: the values of an image at places that a grid gives. https://arxiv.org/abs/1506.02025
#include <limits>

#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct GridSampleArgs {
  std::string mode = "linear", padding_mode = "zeros";
  bool align_corners = false;

  template <typename V>
  void Fields(V& v) {
    v("mode", mode, "linear, nearest or cubic.");
    v("padding_mode", padding_mode, "Outside the image: zeros, border or reflection.");
    v("align_corners", align_corners, "-1 and 1 are the centres of the pixels in the corners, else their outer edges.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(mode == "linear" || mode == "nearest" || mode == "cubic", "mode must be linear, nearest or cubic, got '", mode, "'");
      NETDEF_ENFORCE(padding_mode == "zeros" || padding_mode == "border" || padding_mode == "reflection", "padding_mode must be zeros, border or reflection, got '", padding_mode, "'");
    }
  }
};

std::vector<TensorSpec> GridSampleShape(const GridSampleArgs&, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &grid = in[1].dims;
  NETDEF_ENFORCE(x.size() >= 3 && grid.size() == x.size() && grid[0] == x[0] && grid.back() == static_cast<int64_t>(x.size()) - 2, "a grid of shape [", DimsString(grid),
                 "] does not fit an image of shape [", DimsString(x), "]");
  return OneSpec(ConcatDims({x[0], x[1]}, Dims(grid.begin() + 1, grid.end() - 1)), in[0].dtype);
}

class GridSampleOp final : public WidenedOperator<GridSampleArgs> {
 public:
  GridSampleOp(const OperatorDef& def, Workspace* ws)
      : WidenedOperator(def, ws),
        nearest_(args_.mode == "nearest"),
        linear_(args_.mode == "linear"),
        zeros_(args_.padding_mode == "zeros"),
        border_(args_.padding_mode == "border") {}

 protected:
  void ComputeWide() override {
    NETDEF_ENFORCE(Input(0).numel() > 0 || Output(0)->numel() == 0, "[GridSample] the image is empty");
    DispatchTypes<float, double>(Input(1).dtype(), [&](auto zero) {
      using G = decltype(zero);
      DispatchTypes<float, double>(Input(0).dtype(), [&](auto one) { Run<decltype(one)>(Input(1).data<G>()); });
    });
  }

 private:
  static constexpr int64_t kPoints = 128;  // whose taps are kept at once

  template <typename T, typename G>
  void Run(const G* grid) {
    const Dims& dims = Input(0).dims();
    const Dims spatial(dims.begin() + 2, dims.end());
    const auto rank = static_cast<int64_t>(spatial.size());
    const int64_t channels = dims[1], pixels = SizeFromDim(dims, 2), points = SizeFromDim(Output(0)->dims(), 2);
    NETDEF_ENFORCE(pixels <= std::numeric_limits<int32_t>::max() && rank <= kMostAxes, "[GridSample] an image of shape [", DimsString(dims), "] is too large");
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    const int64_t blocks = (points + kPoints - 1) / kPoints;
    ParallelFor(0, dims[0] * blocks, 2, [&](int64_t begin, int64_t end) {
      Taps<T> taps(nearest_ ? 1 : linear_ ? 2 : 4, rank);
      for (int64_t i = begin; i < end; ++i) {
        const int64_t image = i / blocks, first = i % blocks * kPoints, count = std::min(kPoints, points - first);
        AddPoints(*this, grid + (image * points + first) * rank, spatial, count, &taps);
        for (int64_t c = 0; c < channels; ++c) {
          const int64_t plane = image * channels + c;
          MixTaps(taps.offsets.data(), taps.weights.data(), taps.count, kPoints, count, x + plane * pixels, y + plane * points + first);
        }
      }
    });
  }

  static constexpr int64_t kMostAxes = 6;

  // The pixels that points are made of, and their parts: [tap][point].
  template <typename T>
  struct Taps {
    int64_t of_axis, count = 1;
    std::vector<int32_t> offsets;
    std::vector<T> weights;

    Taps(int64_t each, int64_t rank) : of_axis(each) {
      for (int64_t k = 0; k < rank; ++k) count *= each;
      offsets.resize(static_cast<size_t>(count * kPoints));
      weights.resize(static_cast<size_t>(count * kPoints));
    }
  };

  // y = sum of weights times pixels; what has no weight does not count, be it infinite.
  template <typename T>
  NETDEF_SIMD static void MixTaps(const int32_t* offsets, const T* weights, int64_t taps, int64_t step, int64_t n, const T* plane, T* y) {
#pragma omp simd
    for (int64_t p = 0; p < n; ++p) y[p] = weights[p] != 0 ? weights[p] * plane[offsets[p]] : T(0);
    for (int64_t t = 1; t < taps; ++t) {
      offsets += step;
      weights += step;
#pragma omp simd
      for (int64_t p = 0; p < n; ++p) y[p] += weights[p] != 0 ? weights[p] * plane[offsets[p]] : T(0);
    }
  }

  // In one function, so that rounding is an instruction where the CPU has one.
  template <typename T, typename G>
  NETDEF_SIMD static void AddPoints(const GridSampleOp& op, const G* places, const Dims& spatial, int64_t count, Taps<T>* taps) {
    for (int64_t p = 0; p < count; ++p) op.AddPoint(places + p * static_cast<int64_t>(spatial.size()), spatial, p, taps);
  }

  // Point `p` of the block: the product of what each axis asks for. The grid names the last axis first.
  template <typename T, typename G>
  void AddPoint(const G* place, const Dims& spatial, int64_t p, Taps<T>* taps) const {
    const size_t rank = spatial.size();
    int64_t pixels[kMostAxes][4];
    double weights[kMostAxes][4];
    for (size_t k = 0; k < rank; ++k) AxisTaps(Denormalized(static_cast<double>(place[rank - 1 - k]), spatial[k]), spatial[k], pixels[k], weights[k]);
    int64_t choice[kMostAxes] = {};
    for (int64_t t = 0; t < taps->count; ++t) {
      int64_t offset = 0;
      double weight = 1;
      for (size_t k = 0; k < rank; ++k) {
        offset = offset * spatial[k] + pixels[k][choice[k]];
        weight *= weights[k][choice[k]];
      }
      taps->offsets[static_cast<size_t>(t * kPoints + p)] = static_cast<int32_t>(offset);
      taps->weights[static_cast<size_t>(t * kPoints + p)] = static_cast<T>(weight);
      for (size_t k = rank; k-- > 0;) {
        if (++choice[k] < taps->of_axis) break;
        choice[k] = 0;
      }
    }
  }

  // Along one axis: pixels, and weights that are 0 for those outside.
  void AxisTaps(double x, int64_t extent, int64_t* pixels, double* weights) const {
    const auto set = [&](int i, double where, double weight) {
      const int64_t pixel = weight == 0 ? -1 : Pixel(where, extent);
      pixels[i] = std::max<int64_t>(pixel, 0);
      weights[i] = pixel < 0 ? 0 : weight;
    };
    if (nearest_) return set(0, x, 1);
    const double base = std::floor(x), t = x - base;
    if (linear_) {
      set(0, base, 1 - t);
      set(1, base + 1, t);
      return;
    }
    set(0, base - 1, Cubic(1 + t));
    set(1, base, Cubic(t));
    set(2, base + 1, Cubic(1 - t));
    set(3, base + 2, Cubic(2 - t));
  }

  double Denormalized(double g, int64_t extent) const {
    const auto n = static_cast<double>(extent);
    double x = args_.align_corners ? (g + 1) / 2 * (n - 1) : ((g + 1) * n - 1) / 2;
    if (!(std::abs(x) < 1e9)) return -1e9;  // NaN too: nothing is there
    if (nearest_) x = std::nearbyint(x);
    return nearest_ || linear_ ? Padded(x, n) : x;  // there each of the four pixels is
  }

  double Padded(double x, double n) const {
    if (border_) return std::clamp(x, 0.0, n - 1);
    if (!zeros_) return Reflected(x, n);
    return x;
  }

  // Mirrored at the ends as often as it takes.
  double Reflected(double x, double n) const {
    const double low = args_.align_corners ? 0 : -0.5, high = args_.align_corners ? n - 1 : n - 0.5, range = high - low;
    if (range <= 0) return 0;
    if (x < low || x > high) {
      const double distance = x < low ? low - x : x - high, turns = std::floor(distance / range), rest = distance - turns * range;
      const bool even = std::fmod(turns, 2) == 0;
      x = x < low ? (even ? low + rest : high - rest) : (even ? high - rest : low + rest);
    }
    return x;
  }

  // The pixel at `place` along an axis, -1 for one that counts as 0.
  int64_t Pixel(double place, int64_t extent) const {
    const double padded = !(nearest_ || linear_) || !zeros_ ? Padded(place, static_cast<double>(extent)) : place;
    const int64_t pixel = PixelOf(std::nearbyint(padded));
    return pixel < 0 || pixel >= extent ? (zeros_ ? -1 : std::clamp<int64_t>(pixel, 0, extent - 1)) : pixel;
  }

  static double Cubic(double d) { return CubicWeight(d, -0.75); }

  // The arguments, as they are asked for each pixel.
  const bool nearest_, linear_, zeros_, border_;
};

ONNX_OPERATOR_SCHEMA(GridSample)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<GridSampleArgs>()
    .Shape<GridSampleArgs>(GridSampleShape)
    .SetDoc("Values of an image at given places.\n\nSource: [Jaderberg et al., 2015](https://arxiv.org/abs/1506.02025).")
    .Input(0, "X", "[N, C, D1, D2 ...].")
    .Input(1, "grid", "[N, E1, E2 ..., r]: places from -1 to 1, that along the last axis first.")
    .Output(0, "Y", "[N, C, E1, E2 ...].");

REGISTER_ONNX_OPERATOR(GridSample, GridSampleOp);

}  // namespace
}  // namespace netdef
