// AffineGrid of ONNX: the grid that GridSample takes, from an affine map for each image. https://arxiv.org/abs/1506.02025
#include "base/grain.h"
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct AffineGridArgs {
  bool align_corners = false;

  template <typename V>
  void Fields(V& v) {
    v("align_corners", align_corners, "-1 and 1 are the centres of the pixels in the corners, else their outer edges.");
  }
};

std::vector<TensorSpec> AffineGridShape(const AffineGridArgs&, const ShapeInputs& in) {
  const Tensor* size = in.value(1);
  if (size == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const Dims dims = IntegersOf(*size);
  const auto rank = static_cast<int64_t>(dims.size()) - 2;
  NETDEF_ENFORCE((rank == 2 || rank == 3) && in[0].dims == Dims({dims[0], rank, rank + 1}), "maps of shape [", DimsString(in[0].dims), "] do not fit images of shape [", DimsString(dims), "]");
  Dims grid{dims[0]};
  grid.insert(grid.end(), dims.begin() + 2, dims.end());
  grid.push_back(rank);
  return OneSpec(std::move(grid), in[0].dtype);
}

// The points of one row: coordinate r is map[r][0] * x plus what the other axes give.
template <typename T>
NETDEF_SIMD void GridRow(const T* map, const double* x, const double* others, int64_t width, int64_t rank, T* y) {
  for (int64_t r = 0; r < rank; ++r) {
    const T* line = map + r * (rank + 1);
    const auto slope = static_cast<double>(line[0]);
    double rest = 0;
    for (int64_t k = 1; k <= rank; ++k) rest += static_cast<double>(line[k]) * others[k - 1];
#pragma omp simd
    for (int64_t i = 0; i < width; ++i) y[i * rank + r] = static_cast<T>(slope * x[i] + rest);
  }
}

class AffineGridOp final : public WidenedOperator<AffineGridArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& grid = Output(0)->dims();
    const int64_t rank = grid.back(), width = grid[grid.size() - 2], rows = SizeBetween(grid, 1, grid.size() - 2);
    std::vector<std::vector<double>> places;  // along the last axis first
    for (int64_t k = 0; k < rank; ++k) places.push_back(Places(grid[static_cast<size_t>(rank - k)]));
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, grid[0] * rows, GrainFor(kPointwiseGrain, width * rank), [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
          double others[3] = {0, 0, 0};  // the places along the other axes, then 1
          others[rank - 1] = 1;
          int64_t rest = row % rows;
          for (int64_t k = 1; k < rank; ++k) {
            const std::vector<double>& axis = places[static_cast<size_t>(k)];
            others[k - 1] = axis[static_cast<size_t>(rest) % axis.size()];
            rest /= static_cast<int64_t>(axis.size());
          }
          GridRow(Input(0).data<T>() + row / rows * rank * (rank + 1), places[0].data(), others, width, rank, y + row * width * rank);
        }
      });
    });
  }

 private:
  // Of the n pixels along an axis, from -1 to 1.
  std::vector<double> Places(int64_t n) const {
    std::vector<double> places;
    for (int64_t i = 0; i < n; ++i) {
      const auto at = static_cast<double>(i), extent = static_cast<double>(n);
      places.push_back(args_.align_corners ? (n == 1 ? -1 : 2 * at / (extent - 1) - 1) : (2 * at + 1) / extent - 1);
    }
    return places;
  }
};

ONNX_OPERATOR_SCHEMA(AffineGrid)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<AffineGridArgs>()
    .Shape<AffineGridArgs>(AffineGridShape)
    .SetDoc("Places of the pixels under an affine map.")
    .Input(0, "theta", "[N, r, r + 1]: the maps, r = 2 or 3.")
    .Input(1, "size", "int64: the shape of the images, [N, C, (D,) H, W].")
    .Output(0, "grid", "[N, (D,) H, W, r].");

REGISTER_ONNX_OPERATOR(AffineGrid, AffineGridOp);

}  // namespace
}  // namespace netdef
