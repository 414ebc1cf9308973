// QLinearMatMul of ONNX: the product of quantized matrices, quantized.
#include "ops/onnx_quantized/_mat_mul.h"

namespace netdef {
namespace {

template <typename T>
NETDEF_SIMD void RequantizeRow(const int32_t* sums, const float* factors, float zero, int64_t n, T* y) {
  constexpr float low = static_cast<float>(std::numeric_limits<T>::min()), high = static_cast<float>(std::numeric_limits<T>::max());
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const float q = std::nearbyint(static_cast<float>(sums[i]) * factors[i]) + zero;
    const float within = q < low ? low : q > high ? high : q;
    y[i] = static_cast<T>(static_cast<int32_t>(q == q ? within : 0.0f));
  }
}

class QLinearMatMulOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const MatMulPlan plan(Input(0).dims(), Input(3).dims());
    std::vector<int32_t> sums(static_cast<size_t>(Output(0)->numel()));
    ByteMatMul(Input(0), &Input(2), Input(3), &Input(5), sums.data());
    const std::vector<float> a = Scales(1, plan.m), b = Scales(4, plan.n), y_scale = FloatsOf(Input(6));
    NETDEF_ENFORCE(y_scale.size() == 1 && Input(7).numel() == 1, "[QLinearMatMul] the output has one scale and one zero point");
    DispatchTypes(ByteTypes(), Input(7).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const auto offset = static_cast<float>(*Input(7).data<T>());
      T* y = Output(0)->mutable_data<T>();
      std::vector<float> factors(static_cast<size_t>(plan.n));
      for (int64_t row = 0; plan.n > 0 && row < Output(0)->numel() / plan.n; ++row) {
        for (size_t j = 0; j < factors.size(); ++j) factors[j] = a[static_cast<size_t>(row % plan.m)] * b[j] / y_scale[0];
        RequantizeRow(sums.data() + row * plan.n, factors.data(), offset, plan.n, y + row * plan.n);
      }
    });
  }

 private:
  std::vector<float> Scales(int input, int64_t lines) const {
    std::vector<float> scales = FloatsOf(Input(input));
    if (scales.size() == 1) scales.assign(static_cast<size_t>(lines), scales[0]);
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(scales.size()), lines, "[QLinearMatMul] expected one scale, or one for each row or column");
    return scales;
  }
};

ONNX_OPERATOR_SCHEMA(QLinearMatMul)
    .NumInputs(8)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return OneSpec(MatMulPlan(in[0].dims, in[3].dims).result, in[7].dtype); })
    .SetDoc("Product of quantized matrices.")
    .Input(0, "a", "[..., M, K], int8 or uint8.")
    .Input(1, "a_scale", "One, or one for each row.")
    .Input(2, "a_zero_point", "Likewise.")
    .Input(3, "b", "[..., K, N], int8 or uint8.")
    .Input(4, "b_scale", "One, or one for each column.")
    .Input(5, "b_zero_point", "Likewise.")
    .Input(6, "y_scale", "One.")
    .Input(7, "y_zero_point", "One.")
    .Output(0, "y", "[..., M, N], of the type of y_zero_point.");

REGISTER_ONNX_OPERATOR(QLinearMatMul, QLinearMatMulOp);

}  // namespace
}  // namespace netdef
