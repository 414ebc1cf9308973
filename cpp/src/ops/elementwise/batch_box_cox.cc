// BatchBoxCox: y = ln(x') where lambda1 = 0, (x'^lambda1 - 1) / lambda1 elsewhere, with x' = max(x + lambda2, 1e-6);
// every column has its own lambdas.
#include <cmath>

#include "base/grain.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

template <typename T>
T BoxCox(T x, T lambda1, T lambda2) {
  const T shifted = std::max(x + lambda2, T(1e-6));
  return lambda1 == T(0) ? std::log(shifted) : (std::pow(shifted, lambda1) - T(1)) / lambda1;
}

class BatchBoxCoxOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t columns = Input(1).numel();
      const T* x = Input(0).data<T>();
      const T* lambda1 = Input(1).data<T>();
      const T* lambda2 = Input(2).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, Input(0).dim(0), GrainFor(CostlyFormula::kGrain, columns),
                  [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
          for (int64_t c = 0; c < columns; ++c) {
            y[row * columns + c] = BoxCox(x[row * columns + c], lambda1[c], lambda2[c]);
          }
        }
      });
    });
  }
};

OPERATOR_SCHEMA(BatchBoxCox)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty(), "data must have at least one dim");
      const Dims columns = {NumElements(Dims(in[0].dims.begin() + 1, in[0].dims.end()))};
      NETDEF_ENFORCE(in[1].dims == columns && in[2].dims == columns, "lambda1 and lambda2 must be vectors of ", columns[0],
                     " numbers, got shapes [", DimsString(in[1].dims), "] and [", DimsString(in[2].dims), "]");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Box-Cox transform of each column of a matrix.\n\n"
            "Source: [Box and Cox, 1964](https://doi.org/10.1111/j.2517-6161.1964.tb00553.x).")
    .Input(0, "data", "Float tensor whose first dim counts the rows.")
    .Input(1, "lambda1", "Exponent of each column.")
    .Input(2, "lambda2", "What is added to each column first.")
    .Output(0, "output", "Shape and type of data.");

REGISTER_CPU_OPERATOR(BatchBoxCox, BatchBoxCoxOp);
GRADIENT_NOT_IMPLEMENTED_YET(BatchBoxCox);

}  // namespace
}  // namespace netdef
