// DiagonalFill: `value` where all indices are equal, zero elsewhere. In a matrix with more rows than
// columns the diagonal starts again below the last column, as the real one does it.
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

// Distance of neighbours on the diagonal, in elements.
int64_t DiagonalStep(const Dims& dims) {
  NETDEF_ENFORCE_GE(dims.size(), 2u, "[DiagonalFill] Input shape must be >= 2D");
  if (dims.size() == 2) return dims[1] + 1;
  int64_t step = 0, stride = 1;
  for (int64_t d : dims) {
    NETDEF_ENFORCE_EQ(d, dims[0], "[DiagonalFill] All dimensions of input must be of equal length");
    step += stride;
    stride *= d;
  }
  return step;
}

std::vector<TensorSpec> DiagonalFillShape(const ValueFillArgs& args, const ShapeInputs& in) {
  std::vector<TensorSpec> out = ValueFillShape(args, in);
  if (out[0].known && NumElements(out[0].dims) > 0) DiagonalStep(out[0].dims);
  return out;
}

class DiagonalFillOp final : public KernelOperator<ValueFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Tensor* out = Output(0);
    DispatchFillTypes(args_.dtype, [&](auto zero) {
      using T = decltype(zero);
      T* y = out->mutable_data<T>();
      const int64_t n = out->numel();
      if (n == 0) return;
      const T value = GetSingleArgument<T>("value", zero);
      std::fill(y, y + n, zero);
      const int64_t step = DiagonalStep(out->dims());
      for (int64_t i = 0; i < n; i += step) y[i] = value;
    });
  }
};

OPERATOR_SCHEMA(DiagonalFill)
    .FillUsing(FillSchema)
    .Args<ValueFillArgs>()
    .Shape<ValueFillArgs>(DiagonalFillShape)
    .SetDoc("A tensor with `value` on its main diagonal and zeros elsewhere.\n\n"
            "At least two dims; where there are more, all must be of equal length.");

REGISTER_CPU_OPERATOR(DiagonalFill, DiagonalFillOp);
NO_GRADIENT(DiagonalFill);

}  // namespace
}  // namespace netdef
