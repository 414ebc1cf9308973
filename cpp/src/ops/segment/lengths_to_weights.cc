// LengthsToWeights: for each item of a segment of length n the weight 1 / n^power.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

struct LengthsToWeightsArgs {
  float power = 0.5f;

  template <typename V>
  void Fields(V& v) {
    v("power", power, "Exponent of the length in the denominator.");
  }
};

std::vector<TensorSpec> LengthsToWeightsShape(const LengthsToWeightsArgs&, const ShapeInputs& in) {
  CheckVector("LengthsToWeights", in[0].dims);
  const Tensor* lengths = in.value(0);
  if (lengths == nullptr) return {TensorSpec::Unknown(DType::kFloat)};
  int64_t total = 0;
  DispatchTypes<int32_t, int64_t>(lengths->dtype(),
                                  [&](auto zero) { total = TotalLength(lengths->data<decltype(zero)>(), lengths->numel()); });
  return {TensorSpec({total}, DType::kFloat)};
}

class LengthsToWeightsOp final : public KernelOperator<LengthsToWeightsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    float* weights = Output(0)->mutable_data<float>();
    DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto zero) {
      const auto* lengths = Input(0).data<decltype(zero)>();
      for (int64_t s = 0; s < Input(0).numel(); ++s) {
        const float weight = 1.0f / std::pow(static_cast<float>(lengths[s]), args_.power);
        weights = std::fill_n(weights, lengths[s], weight);
      }
    });
  }
};

OPERATOR_SCHEMA(LengthsToWeights)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LengthsToWeightsArgs>()
    .Shape<LengthsToWeightsArgs>(LengthsToWeightsShape)
    .SetDoc("Weights for the items of segments: each item of a segment of length n gets 1 / n^power.")
    .Input(0, "lengths", "How many items each segment has, 1-D, int32 or int64.")
    .Output(0, "a vector of weights", "One weight for each item, float.");

REGISTER_CPU_OPERATOR(LengthsToWeights, LengthsToWeightsOp);
GRADIENT_NOT_IMPLEMENTED_YET(LengthsToWeights);

}  // namespace
}  // namespace netdef
