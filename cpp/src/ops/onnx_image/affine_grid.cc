// AffineGrid of ONNX: the grid that GridSample takes, from an affine map for each image. https://arxiv.org/abs/1506.02025
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

class AffineGridOp final : public WidenedOperator<AffineGridArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const Dims& grid = Output(0)->dims();
      const int64_t rank = grid.back(), points = SizeBetween(grid, 1, grid.size() - 1);
      T* y = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < grid[0] * points; ++i) {
        const T* map = Input(0).data<T>() + i / points * rank * (rank + 1);
        double place[4] = {0, 0, 0, 0};  // that along the last axis first, then 1
        place[rank] = 1;
        int64_t rest = i % points;
        for (int64_t k = 0; k < rank; ++k) {
          const int64_t n = grid[static_cast<size_t>(rank - k)];
          const auto at = static_cast<double>(rest % n), extent = static_cast<double>(n);
          place[k] = args_.align_corners ? (n == 1 ? -1 : 2 * at / (extent - 1) - 1) : (2 * at + 1) / extent - 1;
          rest /= n;
        }
        for (int64_t r = 0; r < rank; ++r) {
          double sum = 0;
          for (int64_t k = 0; k <= rank; ++k) sum += static_cast<double>(map[r * (rank + 1) + k]) * place[k];
          y[i * rank + r] = static_cast<T>(sum);
        }
      }
    });
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
