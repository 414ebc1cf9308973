// Lars: the learning rate of one layer, trust / (|dX| / |X| + weight decay + offset), within its bounds;
// 1 where X is zero. You et al., 2017.
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

struct LarsArgs {
  float offset = 0.5f;
  float lr_min = 0.02f;

  template <typename V>
  void Fields(V& v) {
    v("offset", offset, "Added to the denominator.");
    v("lr_min", lr_min, "Smallest learning rate.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(offset >= 0, "[Lars] offset must not be negative, got ", offset);
      NETDEF_ENFORCE(lr_min >= 0, "[Lars] lr_min must not be negative, got ", lr_min);
    }
  }
};

std::vector<TensorSpec> LarsShape(const LarsArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(NumElements(in[1].dims), NumElements(in[0].dims), "[Lars] X and dX must have the same size");
  return {TensorSpec({1}, DType::kFloat)};
}

float Norm(const Tensor& t) {
  const float* x = t.data<float>();
  double sum = 0;
  for (int64_t i = 0; i < t.numel(); ++i) sum += static_cast<double>(x[i]) * x[i];
  return static_cast<float>(std::sqrt(sum));
}

class LarsOp final : public KernelOperator<LarsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float decay = ScalarInput(Input(2), "[Lars] wd"), trust = ScalarInput(Input(3), "[Lars] trust"),
                lr_max = ScalarInput(Input(4), "[Lars] lr_max");
    const float x = Norm(Input(0)), dx = Norm(Input(1));
    float rate = 1;
    if (x > 0) {
      rate = trust / (dx / x + decay + args_.offset);
      rate = std::max(std::min(rate, lr_max), args_.lr_min);
    }
    *Output(0)->mutable_data<float>() = rate;
  }
};

OPERATOR_SCHEMA(Lars)
    .NumInputs(5)
    .NumOutputs(1)
    .Args<LarsArgs>()
    .Shape<LarsArgs>(LarsShape)
    .SetDoc("Layer-wise adaptive learning rate: how far a layer may move, by the norms of its weights and gradient.\n\n"
            "Source: [You et al., 2017](https://arxiv.org/abs/1708.03888).")
    .Input(0, "X", "Parameter of a layer.")
    .Input(1, "dX", "Its gradient.")
    .Input(2, "wd", "Weight decay, one element.")
    .Input(3, "trust", "Trust coefficient, one element.")
    .Input(4, "lr_max", "Largest learning rate, one element.")
    .Output(0, "lr_rescaled", "The learning rate, one element.");

REGISTER_CPU_OPERATOR(Lars, LarsOp);
SHOULD_NOT_DO_GRADIENT(Lars);

}  // namespace
}  // namespace netdef
