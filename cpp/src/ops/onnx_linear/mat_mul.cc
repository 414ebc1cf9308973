// MatMul of ONNX: numpy's matmul.
#include "base/grain.h"
#include "ops/onnx_linear/_shared.h"

namespace netdef {
namespace {

class MatMulOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype(), "[MatMul] A and B must be of one type");
    const MatMulPlan plan(Input(0).dims(), Input(1).dims());
    DispatchTypes<float, double, int32_t, int64_t, uint32_t, uint64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T *a = Input(0).data<T>(), *b = Input(1).data<T>();
      T* c = Output(0)->mutable_data<T>();
      if (plan.b_batch.empty()) {  // one B for all: one product
        const int64_t rows = SizeBetween(plan.a_batch, 0, plan.a_batch.size()) * plan.m;
        return MatrixProduct(rows, plan.n, plan.k, a, b, c);
      }
      struct Product {
        int64_t c, a, b;
      };
      std::vector<Product> products;
      plan.ForEachProduct([&](int64_t ic, int64_t ia, int64_t ib) { products.push_back({ic, ia, ib}); });
      // Small products are shared out as a whole; large ones use all threads themselves.
      const int64_t grain = plan.m * plan.n * plan.k > (1 << 22) ? plan.batches.size() : GrainFor(1 << 18, plan.m * plan.n * plan.k);
      ParallelFor(0, plan.batches.size(), grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const Product& p = products[static_cast<size_t>(i)];
          MatrixProduct(plan.m, plan.n, plan.k, a + p.a * plan.m * plan.k, b + p.b * plan.k * plan.n, c + p.c * plan.m * plan.n);
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(MatMul)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return OneSpec(MatMulPlan(in[0].dims, in[1].dims).result, in[0].dtype); })
    .SetDoc("Product of matrices or stacks of them, as numpy's matmul.")
    .Input(0, "A", "[..., M, K] or [K].")
    .Input(1, "B", "[..., K, N] or [K].")
    .Output(0, "Y", "[..., M, N].");

REGISTER_ONNX_OPERATOR(MatMul, MatMulOp);

}  // namespace
}  // namespace netdef
