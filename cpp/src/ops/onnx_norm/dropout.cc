// Dropout of ONNX: in training, elements dropped at random and the others scaled up; else a copy.
// https://jmlr.org/papers/v15/srivastava14a.html
#include <random>

#include "core/random_operators.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct DropoutArgs {
  int64_t seed = 0;
  bool seeded = false;

  template <typename V>
  void Fields(V& v) {
    v("seed", seed, "Seed; absent: another for each run.");
    if constexpr (V::kReads) seeded = v.raw().Has("seed");
  }
};

class DropoutOp final : public WidenedOperator<DropoutArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    double ratio = 0.5;
    if (HasInput(1)) {
      NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[Dropout] ratio must be one number");
      ratio = ValuesOf<double>(Input(1))[0];
      NETDEF_ENFORCE(ratio >= 0 && ratio < 1, "[Dropout] ratio must be in [0, 1), got ", ratio);
    }
    bool training = false;
    if (HasInput(2)) {
      NETDEF_ENFORCE_EQ(Input(2).numel(), 1, "[Dropout] training_mode must be one bool");
      training = *Input(2).data<bool>();
    }
    CPUContext::rand_gen_type seeded(static_cast<uint32_t>(args_.seed));
    auto& generator = args_.seeded ? seeded : context_.RandGenerator();
    bool* mask = HasOutput(1) ? Output(1)->mutable_data<bool>() : nullptr;
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      std::bernoulli_distribution keeps(1 - ratio);
      const T scale = static_cast<T>(1 / (1 - ratio));
      for (int64_t i = 0, n = Input(0).numel(); i < n; ++i) {
        const bool keep = !training || ratio == 0 || keeps(generator);
        y[i] = !training ? x[i] : keep ? x[i] * scale : T(0);
        if (mask != nullptr) mask[i] = keep;
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(Dropout)
    .NumInputs(1, 3)
    .NumOutputs(1, 2)
    .Args<DropoutArgs>()
    .Shape<DropoutArgs>([](const DropoutArgs&, const ShapeInputs& in) { return std::vector<TensorSpec>{in[0], TensorSpec(in[0].dims, DType::kBool)}; })
    .SetDoc("Drops elements in training.\n\nSource: [Srivastava et al., 2014](https://jmlr.org/papers/v15/srivastava14a.html).")
    .Input(0, "data", "Tensor of floats.")
    .Input(1, "ratio", "Part that is dropped; absent: one half.")
    .Input(2, "training_mode", "Bool; absent: false.")
    .Output(0, "output", "Shape and type of the data.")
    .Output(1, "mask", "Bool: what is kept.");

REGISTER_ONNX_OPERATOR(Dropout, DropoutOp);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, Dropout);

}  // namespace
}  // namespace netdef
