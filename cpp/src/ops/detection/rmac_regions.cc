// RMACRegions: a fixed grid of square regions at several scales, for regional max pooling.
// https://arxiv.org/abs/1511.05879
#include <algorithm>
#include <cmath>

#include "netdef/operator.h"

namespace netdef {
namespace {

struct RMACArgs {
  int scales = 3;
  float overlap = 0.4f;

  template <typename V>
  void Fields(V& v) {
    v("scales", scales, "Number of scales; at scale l the side is 2 * min(H, W) / (l + 1).");
    v("overlap", overlap, "Wanted overlap of neighbouring regions of the first scale along the longer axis.");
    if constexpr (V::kReads) NETDEF_ENFORCE(scales >= 0 && scales <= 100, "scales must be 0 to 100, got ", scales);
  }
};

struct Square {
  int64_t x, y, side;
};

// Where `count` squares of `side` pixels start along an axis.
std::vector<int64_t> Starts(int64_t size, int64_t side, int64_t count) {
  const float step = count > 1 ? static_cast<float>(size - side) / static_cast<float>(count - 1) : 0.0f;
  std::vector<int64_t> out;
  for (int64_t i = 0; i < count; ++i) out.push_back(static_cast<int64_t>(std::floor(step * static_cast<float>(i))));
  return out;
}

std::vector<Square> Squares(const RMACArgs& args, int64_t height, int64_t width) {
  std::vector<Square> out;
  const int64_t shorter = std::min(height, width);
  if (shorter == 0) return out;
  // As many more squares along the longer axis as bring the overlap nearest to the wanted one.
  int64_t more = 0;
  float nearest = 0;
  for (int64_t steps = 2; steps <= 7; ++steps) {
    const float gap = static_cast<float>(std::max(height, width) - shorter) / static_cast<float>(steps - 1);
    const auto side = static_cast<float>(shorter);
    const float distance = std::abs((side * side - side * gap) / (side * side) - args.overlap);
    if (steps > 2 && distance >= nearest) continue;
    nearest = distance;
    more = steps - 1;
  }
  const int64_t more_x = width > height ? more : 0, more_y = height > width ? more : 0;
  for (int64_t l = 1; l <= args.scales; ++l) {
    const int64_t side = 2 * shorter / (l + 1);
    if (side == 0) break;
    for (int64_t x : Starts(width, side, l + more_x)) {
      for (int64_t y : Starts(height, side, l + more_y)) out.push_back({x, y, side});
    }
  }
  return out;
}

std::vector<TensorSpec> RMACShape(const RMACArgs& args, const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "[RMACRegions] expects features of shape (N, C, H, W)");
  return {TensorSpec({x[0] * static_cast<int64_t>(Squares(args, x[2], x[3]).size()), 5}, DType::kFloat)};
}

class RMACRegionsOp final : public KernelOperator<RMACArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    float* y = Output(0)->mutable_data<float>();
    const std::vector<Square> squares = Squares(args_, x.dim(2), x.dim(3));
    for (int64_t n = 0; n < x.dim(0); ++n) {
      for (const Square& s : squares) {
        for (int64_t v : {n, s.x, s.y, s.x + s.side - 1, s.y + s.side - 1}) *y++ = static_cast<float>(v);
      }
    }
  }
};

OPERATOR_SCHEMA(RMACRegions)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<RMACArgs>()
    .Shape<RMACArgs>(RMACShape)
    .SetDoc("A grid of square regions at several scales, for pooling over regions.\n\n"
            "Source: [Tolias et al., 2016](https://arxiv.org/abs/1511.05879).")
    .Input(0, "X", "Tensor of shape (N, C, H, W); only its shape matters.")
    .Output(0, "RMAC_REGIONS", "Float matrix of rows (image, x1, y1, x2, y2), the corners being pixels inside.");

REGISTER_CPU_OPERATOR(RMACRegions, RMACRegionsOp);
SHOULD_NOT_DO_GRADIENT(RMACRegions);

}  // namespace
}  // namespace netdef
