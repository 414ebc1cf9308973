// Multinomial of ONNX: classes drawn with the probabilities whose logarithms (up to a constant) the rows hold.
#include <algorithm>
#include <cmath>

#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

struct MultinomialArgs : RandomArgs {
  int64_t sample_size = 1;

  template <typename V>
  void Fields(V& v) {
    dtype = DType::kInt32;
    RandomArgs::Fields(v);
    v("sample_size", sample_size, "How many classes are drawn for each row.");
    if constexpr (V::kReads) NETDEF_ENFORCE(sample_size >= 0, "sample_size must not be negative, got ", sample_size);
  }
};

class MultinomialOp final : public WidenedOperator<MultinomialArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    Generator generator(args_, &context_);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      DispatchTypes<int32_t, int64_t>(Output(0)->dtype(), [&](auto one) {
        using R = decltype(one);
        const int64_t rows = Input(0).dim(0), classes = Input(0).dim(1);
        NETDEF_ENFORCE(classes > 0 || rows == 0, "[Multinomial] there is no class to draw");
        R* y = Output(0)->mutable_data<R>();
        for (int64_t r = 0; r < rows; ++r) {
          const T* x = Input(0).data<T>() + r * classes;
          const double top = static_cast<double>(*std::max_element(x, x + classes));
          std::vector<double> weights;
          for (int64_t c = 0; c < classes; ++c) {
            weights.push_back(std::exp(static_cast<double>(x[c]) - top));
            NETDEF_ENFORCE(std::isfinite(weights.back()), "[Multinomial] row ", r, " holds no logarithms of probabilities");
          }
          std::discrete_distribution<int64_t> draw(weights.begin(), weights.end());
          for (int64_t i = 0; i < args_.sample_size; ++i) *y++ = static_cast<R>(draw(*generator));
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(Multinomial)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<MultinomialArgs>()
    .Shape<MultinomialArgs>([](const MultinomialArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "expected one row of logarithms for each draw");
      return OneSpec({in[0].dims[0], args.sample_size}, args.dtype);
    })
    .SetDoc("Draws classes.")
    .Input(0, "input", "[N, classes]: logarithms of probabilities, up to a constant.")
    .Output(0, "output", "[N, sample_size]: the classes drawn, int32 or int64.");

REGISTER_ONNX_OPERATOR(Multinomial, MultinomialOp);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, Multinomial);

}  // namespace
}  // namespace netdef
