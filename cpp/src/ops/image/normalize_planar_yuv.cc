// NormalizePlanarYUV: Y[n, c] = (X[n, c] - M[c]) / S[c].
#include "base/grain.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

std::vector<TensorSpec> NormalizeShape(const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "expected images [N, C, H, W], got shape [", DimsString(x), "]");
  for (size_t i : {1, 2}) {
    NETDEF_ENFORCE(in[i].dims.size() == 2 && in[i].dims[0] >= 1 && in[i].dims[1] == x[1],
                   "Dimension out of range: mean and standard deviation must have shape [1 ", x[1], "], got [",
                   DimsString(in[i].dims), "]");
  }
  return {TensorSpec(x, DType::kFloat)};
}

class NormalizePlanarYUVOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& input = Input(0);
    const float* x = input.data<float>();
    const float* mean = Input(1).data<float>();
    const float* deviation = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const int64_t channels = input.dim(1), pixels = input.dim(2) * input.dim(3);
    ParallelFor(0, input.dim(0) * channels, GrainFor(8192, pixels), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const float m = mean[plane % channels], s = deviation[plane % channels];
        for (int64_t i = plane * pixels; i < (plane + 1) * pixels; ++i) y[i] = (x[i] - m) / s;
      }
    });
  }
};

OPERATOR_SCHEMA(NormalizePlanarYUV)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<NoArgs>()
    .Shape(NormalizeShape)
    .SetDoc("Removes mean and standard deviation of each channel of planar images.")
    .Input(0, "X", "Images, [N, C, H, W].")
    .Input(1, "M", "Means, [1, C].")
    .Input(2, "S", "Standard deviations, [1, C].")
    .Output(0, "Y", "Shape of X.");

REGISTER_CPU_OPERATOR(NormalizePlanarYUV, NormalizePlanarYUVOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(NormalizePlanarYUV, "it prepares images, it is no layer");

}  // namespace
}  // namespace netdef
