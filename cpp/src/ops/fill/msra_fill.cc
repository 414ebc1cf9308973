// MSRAFill: normal with mean 0 and deviation sqrt(2 / fan_out), fan_out = elements / second dim.
// He et al., 2015.
#include <cmath>

#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> MSRAFillShape(const FillArgs& args, const ShapeInputs& in) {
  std::vector<TensorSpec> out = FillShape<FillArgs, DType::kFloat>(args, in);
  NETDEF_ENFORCE(!out[0].known || out[0].dims.size() >= 2, "[MSRAFill] expected a shape of at least two dimensions");
  return out;
}

class MSRAFillOp final : public KernelOperator<FillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    if (out->numel() == 0) return;
    const float fan_out = static_cast<float>(out->numel() / out->dim(1));
    const float deviation = std::sqrt(2.0f / fan_out);
    auto& generator = context_.RandGenerator();
    FillRandom(out, [&] { return normal_(generator) * deviation; });
  }

 private:
  NormalDraws normal_;
};

OPERATOR_SCHEMA(MSRAFill)
    .FillUsing(FillSchema)
    .Args<FillArgs>()
    .Shape<FillArgs>(MSRAFillShape)
    .SetDoc("Initialises weights of rectified units normally with deviation sqrt(2 / fan_out).\n\n"
            "Fan-out is the number of elements by the second dim. "
            "Source: [He et al., 2015](https://arxiv.org/abs/1502.01852).");

REGISTER_CPU_OPERATOR(MSRAFill, MSRAFillOp);
REGISTER_RANDOM_OPERATOR("", MSRAFill);
NO_GRADIENT(MSRAFill);

}  // namespace
}  // namespace netdef
