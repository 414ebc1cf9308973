// NormalizeL1: y = x / sum(|x|) for each vector along an axis; a vector of zeros stays one.
#include <cmath>

#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

class NormalizeL1Op final : public KernelOperator<NormAxisArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const AxisView view(args_, Input(0).dims());
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    view.ForEachVector([&](int64_t at) {
      double sum = 0;
      for (int64_t i = 0; i < view.width; ++i) sum += std::abs(x[at + i * view.inner]);
      const float norm = sum != 0 ? static_cast<float>(sum) : 1.0f;
      for (int64_t i = 0; i < view.width; ++i) y[at + i * view.inner] = x[at + i * view.inner] / norm;
    });
  }
};

OPERATOR_SCHEMA(NormalizeL1)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NormAxisArgs>()
    .Shape<NormAxisArgs>(AxisShape)
    .SetDoc("Divides each vector along an axis by the sum of its absolute values.")
    .Differs("A vector of zeros gives zeros; Caffe2 leaves what was in memory.")
    .Input(0, "X", "Float tensor.")
    .Output(0, "Y", "Shape of X.");

REGISTER_CPU_OPERATOR(NormalizeL1, NormalizeL1Op);
GRADIENT_NOT_IMPLEMENTED_YET(NormalizeL1);

}  // namespace
}  // namespace netdef
