// GridSample of ONNX: the values of an image at places that a grid gives. https://arxiv.org/abs/1506.02025
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
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    NETDEF_ENFORCE(Input(0).numel() > 0 || Output(0)->numel() == 0, "[GridSample] the image is empty");
    DispatchTypes<float, double>(Input(1).dtype(), [&](auto zero) {
      using G = decltype(zero);
      DispatchTypes<float, double>(Input(0).dtype(), [&](auto one) { Run<decltype(one)>(Input(1).data<G>()); });
    });
  }

 private:
  template <typename T, typename G>
  void Run(const G* grid) {
    const Dims& dims = Input(0).dims();
    const Dims spatial(dims.begin() + 2, dims.end());
    const auto rank = static_cast<int64_t>(spatial.size());
    const int64_t channels = dims[1], pixels = SizeFromDim(dims, 2), points = SizeFromDim(Output(0)->dims(), 2);
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    ParallelFor(0, dims[0] * points, 256, [&](int64_t begin, int64_t end) {
      std::vector<double> place(spatial.size());
      for (int64_t i = begin; i < end; ++i) {
        for (int64_t k = 0; k < rank; ++k) {  // the grid names the last axis first
          const int64_t extent = spatial[static_cast<size_t>(k)];
          place[static_cast<size_t>(k)] = Denormalized(static_cast<double>(grid[i * rank + rank - 1 - k]), extent);
        }
        for (int64_t c = 0; c < channels; ++c) {
          const int64_t plane = i / points * channels + c;
          y[plane * points + i % points] = static_cast<T>(Sample(x + plane * pixels, spatial, place, 0, 0));
        }
      }
    });
  }

  double Denormalized(double g, int64_t extent) const {
    const auto n = static_cast<double>(extent);
    double x = args_.align_corners ? (g + 1) / 2 * (n - 1) : ((g + 1) * n - 1) / 2;
    if (!(std::abs(x) < 1e9)) return -1e9;  // NaN too: nothing is there
    if (args_.mode == "nearest") x = std::nearbyint(x);
    return args_.mode == "cubic" ? x : Padded(x, n);  // there each of the four pixels is
  }

  double Padded(double x, double n) const {
    if (args_.padding_mode == "border") return std::clamp(x, 0.0, n - 1);
    if (args_.padding_mode == "reflection") return Reflected(x, n);
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
    const double padded = args_.mode == "cubic" || args_.padding_mode != "zeros" ? Padded(place, static_cast<double>(extent)) : place;
    const int64_t pixel = PixelOf(std::nearbyint(padded));
    return pixel < 0 || pixel >= extent ? (args_.padding_mode == "zeros" ? -1 : std::clamp<int64_t>(pixel, 0, extent - 1)) : pixel;
  }

  template <typename T>
  double Sample(const T* plane, const Dims& spatial, const std::vector<double>& place, size_t axis, int64_t offset) const {
    if (axis == spatial.size()) return static_cast<double>(plane[offset]);
    const int64_t extent = spatial[axis];
    const double x = place[axis], base = std::floor(x), t = x - base;
    const auto at = [&](double where, double weight) {
      const int64_t pixel = weight == 0 ? -1 : Pixel(where, extent);
      return pixel < 0 ? 0.0 : weight * Sample(plane, spatial, place, axis + 1, offset * extent + pixel);
    };
    if (args_.mode == "nearest") return at(x, 1);
    if (args_.mode == "linear") return at(base, 1 - t) + at(base + 1, t);
    return at(base - 1, Cubic(1 + t)) + at(base, Cubic(t)) + at(base + 1, Cubic(1 - t)) + at(base + 2, Cubic(2 - t));
  }

  static double Cubic(double x) {
    constexpr double a = -0.75;
    return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  }
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
