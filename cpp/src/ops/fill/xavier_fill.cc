// XavierFill: uniform between -s and s with s = sqrt(3 / fan_in), fan_in = elements / first dim.
// Glorot and Bengio, 2010.
#include <cmath>

#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> XavierFillShape(const FillArgs& args, const ShapeInputs& in) {
  std::vector<TensorSpec> out = FillShape<FillArgs, DType::kFloat>(args, in);
  NETDEF_ENFORCE(!out[0].known || !out[0].dims.empty(), "[XavierFill] expected a shape of at least one dimension");
  return out;
}

class XavierFillOp final : public KernelOperator<FillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    if (out->numel() == 0) return;
    const float fan_in = static_cast<float>(out->numel() / out->dim(0));
    const float scale = std::sqrt(3.0f / fan_in);
    auto& generator = context_.RandGenerator();
    FillRandom(out, [&] { return DrawUniform(generator, -scale, scale); });
  }
};

OPERATOR_SCHEMA(XavierFill)
    .FillUsing(FillSchema)
    .Args<FillArgs>()
    .Shape<FillArgs>(XavierFillShape)
    .SetDoc("Initialises weights evenly within +-sqrt(3 / fan_in), which keeps the variance of activations.\n\n"
            "Fan-in is the number of elements by the first dim. "
            "Source: [Glorot and Bengio, 2010](https://proceedings.mlr.press/v9/glorot10a.html).");

REGISTER_CPU_OPERATOR(XavierFill, XavierFillOp);
REGISTER_RANDOM_OPERATOR("", XavierFill);
NO_GRADIENT(XavierFill);

}  // namespace
}  // namespace netdef
