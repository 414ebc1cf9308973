// RMSNormalization of ONNX: everything from an axis on divided by its root mean square. https://arxiv.org/abs/1910.07467
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct RMSNormalizationArgs : AxisArgs {
  float epsilon = 1e-5f;
  int64_t stash_type = 1;

  template <typename V>
  void Fields(V& v) {
    AxisArgs::Fields(v);
    v("epsilon", epsilon, "Added to the mean square.");
    v("stash_type", stash_type, "The type to compute the mean square in; netdef computes it in double.");
  }
};

class RMSNormalizationOp final : public WidenedOperator<RMSNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t rows = SizeToDim(dims, axis), row = SizeFromDim(dims, axis);
    const BroadcastPlan plan(dims, Input(1).dims());
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, rows, GrainFor(kNormGrain, row), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end && row > 0; ++i) {
          double squares = 0;
          for (int64_t k = 0; k < row; ++k) squares += static_cast<double>(x[i * row + k]) * static_cast<double>(x[i * row + k]);
          const T inverse = static_cast<T>(1 / std::sqrt(squares / static_cast<double>(row) + static_cast<double>(args_.epsilon)));
          for (int64_t k = 0; k < row; ++k) y[i * row + k] = x[i * row + k] * inverse;
        }
      });
      const std::vector<T> scale = ValuesOf<T>(Input(1));
      const T* s = scale.data();
      BroadcastEach(plan, [&](int64_t c, int64_t, int64_t b) { y[c] *= s[b]; });
    });
  }
};

ONNX_OPERATOR_SCHEMA(RMSNormalization)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<RMSNormalizationArgs>()
    .Shape<RMSNormalizationArgs>([](const RMSNormalizationArgs& args, const ShapeInputs& in) {
      CanonicalAxis(args.axis, in[0].dims);
      NETDEF_ENFORCE(BroadcastPlan::ResultDims(in[0].dims, in[1].dims) == in[0].dims, "scale must stretch to the shape of X");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Divides by the root mean square.\n\nSource: [Zhang and Sennrich, 2019](https://arxiv.org/abs/1910.07467).")
    .Input(0, "X", "Tensor of floats.")
    .Input(1, "scale", "Stretches to X.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(RMSNormalization, RMSNormalizationOp);

}  // namespace
}  // namespace netdef
