// NonZero of ONNX: the indices of all elements that are not 0, a column for each.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

class NonZeroOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& in = Input(0);
    std::vector<int64_t> places;
    DispatchTypes<bool, float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>(in.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = in.data<T>();
      for (int64_t i = 0; i < in.numel(); ++i) {
        if constexpr (std::is_arithmetic_v<T>) {
          if (x[i] != T(0)) places.push_back(i);
        } else {
          if (static_cast<float>(x[i]) != 0) places.push_back(i);
        }
      }
    });
    const auto count = static_cast<int64_t>(places.size());
    const Dims dims = in.dims();
    Output(0)->Resize(in.dim(), count);
    auto* out = Output(0)->mutable_data<int64_t>();
    for (int64_t i = 0; i < count; ++i) {
      int64_t rest = places[static_cast<size_t>(i)];
      for (size_t k = dims.size(); k-- > 0;) {
        out[static_cast<int64_t>(k) * count + i] = rest % dims[k];
        rest /= dims[k];
      }
    }
  }
};

ONNX_OPERATOR_SCHEMA(NonZero)
    .NumInputs(1)
    .NumOutputs(1)
    .ShapeDependsOnData("the number of elements that are not 0")
    .SetDoc("Where a tensor is not 0, as numpy's nonzero.")
    .Input(0, "X", "Tensor of numbers or bools.")
    .Output(0, "Y", "int64, [dimensions of X, elements found].");

REGISTER_ONNX_OPERATOR(NonZero, NonZeroOp);

}  // namespace
}  // namespace netdef
