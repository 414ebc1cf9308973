// Perplexity: the product of p[i] ^ (-1 / n) over the first n elements, n the first dim.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> PerplexityShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(!in[0].dims.empty(), "[Perplexity] expected at least one dimension, got a scalar");
  return {TensorSpec({}, DType::kFloat)};
}

class PerplexityOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = std::min(Input(0).dim(0), Input(0).numel());
    const float* p = Input(0).data<float>();
    float product = 1;
    for (int64_t i = 0; i < n; ++i) product *= std::pow(p[i], -1.0f / static_cast<float>(n));
    *Output(0)->mutable_data<float>() = product;
  }
};

OPERATOR_SCHEMA(Perplexity)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(PerplexityShape)
    .SetDoc("How well a model predicts a sample: the inverse geometric mean of the probabilities given to what came.\n\n"
            "As in Caffe2, of a tensor with more than one dim only the first n elements count, n its first dim.")
    .Input(0, "probabilities", "Probability of each example, 1-D.")
    .Output(0, "output", "A scalar.");

REGISTER_CPU_OPERATOR(Perplexity, PerplexityOp);
SHOULD_NOT_DO_GRADIENT(Perplexity);

}  // namespace
}  // namespace netdef
