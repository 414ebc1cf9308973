// SparseLpRegularizer: one step of L1 or L2 regularization on rows of a parameter. L2 scales by 1 - lambda; L1 moves
// each element towards 0 by lambda, at most to 0.
#include "ops/optimizer/_rows.h"

namespace netdef {
namespace {

struct SparseLpRegularizerArgs {
  float p = 2.0f, reg_lambda = 1e-5f;

  template <typename V>
  void Fields(V& v) {
    v("p", p, "1 or 2.");
    v("reg_lambda", reg_lambda, "Strength; between 0 and 1.");
    NETDEF_ENFORCE(p == 1.0f || p == 2.0f, "Sparse Lp regularizer only implemented for p=1 or p=2, got ", p);
    NETDEF_ENFORCE(reg_lambda > 0.0f && reg_lambda < 1.0f, "Lambda for sparse Lp regularizer must be between 0 and 1, got ", reg_lambda);
  }
};

class SparseLpRegularizerOp final : public KernelOperator<SparseLpRegularizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, Half>(Output(0)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      const float lambda = args_.reg_lambda;
      ForNamedRows<T>(Input(1), Output(0), [&](T* row, int64_t n) {
        for (int64_t j = 0; j < n; ++j) {
          const auto w = static_cast<float>(row[j]);
          row[j] = static_cast<T>(args_.p == 2.0f ? w * (1.0f - lambda) : w < -lambda ? w + lambda : w > lambda ? w - lambda : 0.0f);
        }
      });
    });
  }
};

OPERATOR_SCHEMA(SparseLpRegularizer)
    .FillUsing(ChangesNamedRows<SparseLpRegularizerArgs>)
    .SetDoc("One step of L1 or L2 regularization on the rows of a parameter that INDICES names.")
    .Input(0, "param", "Parameter with rows, float or half.");

REGISTER_CPU_OPERATOR(SparseLpRegularizer, SparseLpRegularizerOp);
SHOULD_NOT_DO_GRADIENT(SparseLpRegularizer);

}  // namespace
}  // namespace netdef
