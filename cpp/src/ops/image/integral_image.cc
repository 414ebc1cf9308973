// IntegralImage: Y[i, j] is the sum of X[0..i-1, 0..j-1]; Y has one row and one column more than X, the first ones zero.
// Its "gradient" is what Caffe2 calls so: the integral image of dY without its last row and column and without the
// zeros, not the transpose of the forward operator.
#include "core/image_layout.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

void CheckImage(const Dims& x) {
  NETDEF_ENFORCE_EQ(x.size(), 4u, "Only supports 4D tensors [N, C, H, W], got shape [", DimsString(x), "]");
}

// out[i][j] = sum of in[0..i][0..j].
void SumFromCorner(const float* in, int64_t in_stride, int64_t rows, int64_t columns, float* out, int64_t out_stride) {
  for (int64_t i = 0; i < rows; ++i) {
    float row = 0;
    for (int64_t j = 0; j < columns; ++j) {
      row += in[i * in_stride + j];
      out[i * out_stride + j] = i > 0 ? out[(i - 1) * out_stride + j] + row : row;
    }
  }
}

class IntegralImageOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const int64_t h = x.dim(2), w = x.dim(3), planes = x.dim(0) * x.dim(1);
    const float* in = x.data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t p = 0; p < planes; ++p, in += h * w, y += (h + 1) * (w + 1)) {
      std::fill(y, y + w + 1, 0.0f);
      for (int64_t i = 1; i <= h; ++i) y[i * (w + 1)] = 0;
      SumFromCorner(in, w, h, w, y + w + 2, w + 1);
    }
  }
};

class IntegralImageGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const int64_t h = x.dim(2), w = x.dim(3), planes = x.dim(0) * x.dim(1);
    const float* dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    for (int64_t p = 0; p < planes; ++p, dx += h * w, dy += (h + 1) * (w + 1)) SumFromCorner(dy, w + 1, h, w, dx, w);
  }
};

OPERATOR_SCHEMA(IntegralImage)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape([](const ShapeInputs& in) {
      const Dims& x = in[0].dims;
      CheckImage(x);
      return std::vector<TensorSpec>{TensorSpec({x[0], x[1], x[2] + 1, x[3] + 1}, DType::kFloat)};
    })
    .SetDoc("Sums of all pixels above and to the left, from which the sum over any rectangle is four look-ups.")
    .Input(0, "X", "Images, [N, C, H, W].")
    .Output(0, "Y", "[N, C, H + 1, W + 1]; the first row and column are zero.");

OPERATOR_SCHEMA(IntegralImageGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape([](const ShapeInputs& in) {
      const Dims& x = in[0].dims;
      CheckImage(x);
      const Dims y{x[0], x[1], x[2] + 1, x[3] + 1};
      NETDEF_ENFORCE(in[1].dims == y, "dY must have shape [", DimsString(y), "], got [", DimsString(in[1].dims), "]");
      return std::vector<TensorSpec>{TensorSpec(x, DType::kFloat)};
    })
    .SetDoc("What Caffe2 takes for the gradient of IntegralImage: the sums of all of dY from the corner to each pixel.\n\n"
            "The true gradient sums from each pixel to the opposite corner; models trained with Caffe2 used this one.")
    .Input(0, "X", "Input of IntegralImage; only its shape is used.")
    .Input(1, "dY", "Gradient of Y, [N, C, H + 1, W + 1].")
    .Output(0, "dX", "Shape of X.");

REGISTER_CPU_OPERATOR(IntegralImage, IntegralImageOp);
REGISTER_CPU_OPERATOR(IntegralImageGradient, IntegralImageGradientOp);
SIMPLE_GRADIENT(IntegralImage, "IntegralImageGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
