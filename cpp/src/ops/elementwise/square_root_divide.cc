// SquareRootDivide: row i of the output is row i of the data divided by the square root of scale[i],
// or as it is where scale[i] is 0.
#include <cmath>

#include "netdef/dims.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class SquareRootDivideOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto data) {
      DispatchTypes(NumericTypes(), Input(1).dtype(),
                    [&](auto scale) { Divide<decltype(data)>(Input(1).data<decltype(scale)>()); });
    });
  }

 private:
  template <typename T, typename Scale>
  void Divide(const Scale* scale) {
    const int64_t width = SizeFromDim(Input(0).dims(), 1);
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    for (int64_t row = 0; row < Input(1).numel(); ++row) {
      NETDEF_ENFORCE(scale[row] >= Scale(0), "[SquareRootDivide] scales must not be negative, got ", scale[row], " < 0");
      const T factor = scale[row] == Scale(0) ? T(1) : T(1) / std::sqrt(static_cast<T>(scale[row]));
#pragma omp simd
      for (int64_t i = row * width; i < (row + 1) * width; ++i) y[i] = x[i] * factor;
    }
  }
};

OPERATOR_SCHEMA(SquareRootDivide)
    .NumInputs(2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty() && in[1].dims == Dims{in[0].dims[0]},
                     "scale must be a vector with one number for each row of the data [", DimsString(in[0].dims),
                     "], got [", DimsString(in[1].dims), "]");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Divides each row of a tensor by the square root of a number of its own.")
    .Input(0, "data", "Tensor whose first dim counts the rows.")
    .Input(1, "scale", "Vector of numbers, none of them negative; 0 leaves a row as it is.")
    .Output(0, "Y", "Shape and type of data.");

REGISTER_CPU_OPERATOR(SquareRootDivide, SquareRootDivideOp);
SIMPLE_GRADIENT(SquareRootDivide, "SquareRootDivide", {GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
