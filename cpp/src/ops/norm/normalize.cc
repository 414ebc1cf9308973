// Normalize: y = x / max(|x|, 1e-12) for each vector along an axis, |x| being the Euclidean norm.
#include <cmath>

#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

constexpr float kSmallest = 1e-12f;

float Norm(const float* x, const AxisView& view) {
  double squares = 0;
  for (int64_t i = 0; i < view.width; ++i) squares += static_cast<double>(x[i * view.inner]) * x[i * view.inner];
  return std::max(static_cast<float>(std::sqrt(squares)), kSmallest);
}

class NormalizeOp final : public KernelOperator<NormAxisArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const AxisView view(args_, Input(0).dims());
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    view.ForEachVector([&](int64_t at) {
      const float norm = Norm(x + at, view);
      for (int64_t i = 0; i < view.width; ++i) y[at + i * view.inner] = x[at + i * view.inner] / norm;
    });
  }
};

std::vector<TensorSpec> NormalizeGradientShape(const NormAxisArgs& args, const ShapeInputs& in) {
  CheckGradientShape(in[1], in[0]);
  return AxisShape(args, in);
}

// dx = dy / |x| - x * (x . dy) / |x|^3
class NormalizeGradientOp final : public KernelOperator<NormAxisArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const AxisView view(args_, Input(0).dims());
    const float* x = Input(0).data<float>();
    const float* dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    view.ForEachVector([&](int64_t at) {
      const double norm = Norm(x + at, view);
      double dot = 0;
      for (int64_t i = 0; i < view.width; ++i) dot += static_cast<double>(x[at + i * view.inner]) * dy[at + i * view.inner];
      const double slope = dot / (norm * norm * norm);
      for (int64_t i = 0; i < view.width; ++i) {
        const int64_t k = at + i * view.inner;
        dx[k] = static_cast<float>(dy[k] / norm - x[k] * slope);
      }
    });
  }
};

OPERATOR_SCHEMA(Normalize)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NormAxisArgs>()
    .Shape<NormAxisArgs>(AxisShape)
    .SetDoc("Divides each vector along an axis by its Euclidean norm (or by 1e-12, if that is larger).")
    .Input(0, "X", "Float tensor.")
    .Output(0, "Y", "Shape of X.");

OPERATOR_SCHEMA(NormalizeGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<NormAxisArgs>()
    .Shape<NormAxisArgs>(NormalizeGradientShape)
    .SetDoc("Gradient of Normalize.")
    .Input(0, "X", "Input of Normalize.")
    .Input(1, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Normalize, NormalizeOp);
REGISTER_CPU_OPERATOR(NormalizeGradient, NormalizeGradientOp);
SIMPLE_GRADIENT(Normalize, "NormalizeGradient", {I(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
