// Normalizer of ONNX: each row divided by its largest element, sum of absolute values or length.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct NormalizerArgs {
  std::string norm = "MAX";

  template <typename V>
  void Fields(V& v) {
    v("norm", norm, "MAX, L1 or L2.");
    if constexpr (V::kReads) NETDEF_ENFORCE(norm == "MAX" || norm == "L1" || norm == "L2", "norm must be MAX, L1 or L2, got '", norm, "'");
  }
};

class NormalizerOp final : public KernelOperator<NormalizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    const std::vector<double> x = DoublesOf(Input(0));
    float* y = Output(0)->mutable_data<float>();
    for (int64_t r = 0; r < d.rows; ++r) {
      double norm = 0;
      for (int64_t i = r * d.features; i < (r + 1) * d.features; ++i) {
        const double value = x[static_cast<size_t>(i)];
        norm = args_.norm == "MAX" ? (i == r * d.features ? value : std::max(norm, value)) : norm + (args_.norm == "L1" ? std::abs(value) : value * value);
      }
      if (args_.norm == "L2") norm = std::sqrt(norm);
      for (int64_t i = r * d.features; i < (r + 1) * d.features; ++i) y[i] = static_cast<float>(norm == 0 ? x[static_cast<size_t>(i)] : x[static_cast<size_t>(i)] / norm);
    }
  }
};

ML_OPERATOR_SCHEMA(Normalizer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NormalizerArgs>()
    .Shape([](const ShapeInputs& in) { return OneSpec(in[0].dims, DType::kFloat); })
    .SetDoc("Normalises rows.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "Float, shaped like X.");

REGISTER_ML_OPERATOR(Normalizer, NormalizerOp);

}  // namespace
}  // namespace netdef
