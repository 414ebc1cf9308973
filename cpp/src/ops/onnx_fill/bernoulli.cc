// Bernoulli of ONNX: 1 with the probability that the input gives, else 0.
#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

class BernoulliOp final : public WidenedOperator<RandomArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    Generator generator(args_, &context_);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* p = Input(0).data<T>();
      DispatchTypes<float, double, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool>(Output(0)->dtype(), [&](auto one) {
        using R = decltype(one);
        R* y = Output(0)->mutable_data<R>();
        for (int64_t i = 0, n = Input(0).numel(); i < n; ++i) y[i] = static_cast<R>(uniform(*generator) < static_cast<double>(p[i]));
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(Bernoulli)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<RandomArgs>()
    .Shape<RandomArgs>([](const RandomArgs& args, const ShapeInputs& in) { return OneSpec(in[0].dims, args.OutputType(in[0].dtype)); })
    .SetDoc("Draws ones and zeros.")
    .Input(0, "input", "Probability of a 1 for each element.")
    .Output(0, "output", "Zeros and ones, shaped like the input.");

REGISTER_ONNX_OPERATOR(Bernoulli, BernoulliOp);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, Bernoulli);

}  // namespace
}  // namespace netdef
