// Conditional: row i of the output is row i of DataT where Condition[i] is true, of DataF elsewhere.
#include "netdef/dims.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class ConditionalOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool* condition = Input(0).data<bool>();
    const int64_t width = SizeFromDim(Input(1).dims(), 1);
    using Types = TypeList<float, double, Half, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, bool, std::string>;
    DispatchTypes(Types(), Input(1).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* if_true = Input(1).data<T>();
      const T* if_false = Input(2).data<T>();
      T* out = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) {
        const T* from = (condition[i] ? if_true : if_false) + i * width;
        std::copy(from, from + width, out + i * width);
      }
    });
  }
};

OPERATOR_SCHEMA(Conditional)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(in[1].dims == in[2].dims, "Dimension mismatch: DataT is [", DimsString(in[1].dims), "], DataF is [",
                     DimsString(in[2].dims), "]");
      NETDEF_ENFORCE(!in[1].dims.empty() && in[0].dims == Dims{in[1].dims[0]},
                     "Condition must be a vector with one value for each row of the data [", DimsString(in[1].dims),
                     "], got [", DimsString(in[0].dims), "]");
      return std::vector<TensorSpec>{in[1]};
    })
    .SetDoc("Picks each row from one of two tensors.")
    .Input(0, "Condition", "Vector of bools, one for each row.")
    .Input(1, "DataT", "Rows to pick where the condition is true.")
    .Input(2, "DataF", "Rows to pick where it is false; shape and type of DataT.")
    .Output(0, "DataO", "Shape and type of DataT.");

REGISTER_CPU_OPERATOR(Conditional, ConditionalOp);
NO_GRADIENT(Conditional);

}  // namespace
}  // namespace netdef
