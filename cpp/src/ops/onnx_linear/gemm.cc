// Gemm of ONNX: alpha * A' * B' + beta * C, where ' is an optional transposition.
#include "ops/onnx_linear/_shared.h"

namespace netdef {
namespace {

struct GemmArgs {
  float alpha = 1, beta = 1;
  bool transA = false, transB = false;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the product.");
    v("beta", beta, "Scale of C.");
    v("transA", transA, "A is transposed.");
    v("transB", transB, "B is transposed.");
  }
};

std::vector<TensorSpec> GemmShape(const GemmArgs& args, const ShapeInputs& in) {
  const Dims &a = in[0].dims, &b = in[1].dims;
  NETDEF_ENFORCE(a.size() == 2 && b.size() == 2 && a[args.transA ? 0 : 1] == b[args.transB ? 1 : 0], "matrices of shape [", DimsString(a), "] and [", DimsString(b),
                 "] cannot be multiplied with transA=", args.transA, ", transB=", args.transB);
  Dims dims{a[args.transA ? 1 : 0], b[args.transB ? 0 : 1]};
  if (in.has(2)) NETDEF_ENFORCE(BroadcastPlan::ResultDims(dims, in[2].dims) == dims, "C of shape [", DimsString(in[2].dims), "] does not stretch to [", DimsString(dims), "]");
  return OneSpec(std::move(dims), in[0].dtype);
}

class GemmOp final : public WidenedOperator<GemmArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype() && (!HasInput(2) || Input(2).dtype() == Input(0).dtype()), "[Gemm] the inputs must be of one type");
    const Dims dims = Output(0)->dims();
    const int64_t m = dims[0], n = dims[1], k = Input(0).dim(args_.transA ? 0 : 1);
    const BroadcastPlan plan(dims, HasInput(2) ? Input(2).dims() : Dims{1});
    DispatchTypes<float, double, int32_t, int64_t, uint32_t, uint64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      const T* c = HasInput(2) ? Input(2).data<T>() : nullptr;
      const T beta = static_cast<T>(args_.beta);
      if (c != nullptr) BroadcastEach(plan, [&](int64_t i, int64_t, int64_t b) { y[i] = MulWrapped(beta, c[b]); });
      if constexpr (std::is_floating_point_v<T>) {
        using math::Trans;
        math::Gemm(args_.transA ? Trans::kYes : Trans::kNo, args_.transB ? Trans::kYes : Trans::kNo, m, n, k, static_cast<T>(args_.alpha), Input(0).data<T>(), Input(1).data<T>(),
                   c != nullptr ? T(1) : T(0), y);
      } else {
        const T *a = Input(0).data<T>(), *b = Input(1).data<T>(), alpha = static_cast<T>(args_.alpha);
        for (int64_t i = 0; i < m; ++i) {
          for (int64_t j = 0; j < n; ++j) {
            T sum = 0;
            for (int64_t l = 0; l < k; ++l) sum = AddWrapped(sum, MulWrapped(a[args_.transA ? l * m + i : i * k + l], b[args_.transB ? j * k + l : l * n + j]));
            y[i * n + j] = AddWrapped(MulWrapped(alpha, sum), c != nullptr ? y[i * n + j] : T(0));
          }
        }
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(Gemm)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<GemmArgs>()
    .Shape<GemmArgs>(GemmShape)
    .SetDoc("Product of two matrices, scaled, plus a third.")
    .Input(0, "A", "[M, K], or [K, M] with transA.")
    .Input(1, "B", "[K, N], or [N, K] with transB.")
    .Input(2, "C", "Stretches to [M, N]; optional.")
    .Output(0, "Y", "[M, N].");

REGISTER_ONNX_OPERATOR(Gemm, GemmOp);

}  // namespace
}  // namespace netdef
