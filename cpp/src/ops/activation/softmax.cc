// Softmax: y = exp(x - max) / sum of exp(x - max), where the dims from `axis` on are one vector.
// dX = Y * (dY - sum of Y * dY).
#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct SoftmaxArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The dims from here on are normalised together.");
  }
};

std::vector<TensorSpec> SoftmaxShape(const SoftmaxArgs& args, const ShapeInputs& in) {
  CanonicalAxis(args.axis, in[0].dims);
  return {in[0]};
}

template <typename T>
NETDEF_SIMD void SoftmaxRow(int64_t n, const T* x, T* y) {
  T max = x[0];
#pragma omp simd reduction(max : max)
  for (int64_t i = 1; i < n; ++i) max = max < x[i] ? x[i] : max;
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; ++i) {
    y[i] = vec::Exp(x[i] - max);
    sum += y[i];
  }
  const T factor = T(1) / sum;
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) y[i] *= factor;
}

template <typename T>
void SoftmaxGradientRow(int64_t n, const T* y, const T* dy, T* dx) {
  T dot = 0;
#pragma omp simd reduction(+ : dot)
  for (int64_t i = 0; i < n; ++i) dot += y[i] * dy[i];
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) dx[i] = y[i] * (dy[i] - dot);
}

class SoftmaxOp final : public KernelOperator<SoftmaxArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    const int64_t width = SizeFromDim(dims, CanonicalAxis(args_.axis, dims));
    if (Input(0).numel() == 0) return;
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, Input(0).numel() / width, GrainFor(CostlyFormula::kGrain, width), [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) SoftmaxRow(width, x + row * width, y + row * width);
      });
    });
  }
};

class SoftmaxGradientOp final : public KernelOperator<SoftmaxArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    NETDEF_ENFORCE_EQ(Input(1).numel(), Input(0).numel(), "[SoftmaxGradient] Y and dY must have the same size");
    const int64_t width = SizeFromDim(dims, CanonicalAxis(args_.axis, dims));
    if (Input(0).numel() == 0) return;
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* y = Input(0).data<T>();
      const T* dy = Input(1).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      ParallelFor(0, Input(0).numel() / width, GrainFor(kPointwiseGrain, width), [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
          SoftmaxGradientRow(width, y + row * width, dy + row * width, dx + row * width);
        }
      });
    });
  }
};

OPERATOR_SCHEMA(Softmax)
    .FillUsing(PointwiseSchema)
    .Args<SoftmaxArgs>()
    .Shape<SoftmaxArgs>(SoftmaxShape)
    .SetDoc("Turns scores into probabilities: exp(x) divided by the sum of exp(x).\n\n"
            "X is seen as a matrix: the dims before `axis` count the rows, those from `axis` on are one row, which sums to 1.")
    .Input(0, "X", "Scores.");

OPERATOR_SCHEMA(SoftmaxGradient)
    .FillUsing(PointwiseGradientSchema("Softmax", {"Y", "dY"}))
    .Args<SoftmaxArgs>()
    .Shape<SoftmaxArgs>(SoftmaxShape);

REGISTER_CPU_OPERATOR(Softmax, SoftmaxOp);
REGISTER_CPU_OPERATOR(SoftmaxGradient, SoftmaxGradientOp);
SIMPLE_GRADIENT(Softmax, "SoftmaxGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
