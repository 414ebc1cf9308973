// SparseNormalize, Float16SparseNormalize: scales rows of a parameter to a norm, or down to it.
#include "ops/optimizer/_rows.h"

namespace netdef {
namespace {

struct SparseNormalizeArgs {
  bool use_max_norm = true;
  float norm = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("use_max_norm", use_max_norm, "Leave rows alone whose norm is not larger.");
    v("norm", norm, "The L2 norm of a row.");
    NETDEF_ENFORCE_GE(norm, 0.0f, "norm must not be negative");
  }
};

template <typename T>
class SparseNormalizeOp final : public KernelOperator<SparseNormalizeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    constexpr float kTiny = 1e-12f;  // keeps rows of zeros as they are
    ForNamedRows<T>(Input(1), Output(0), [&](T* row, int64_t n) {
      float squares = 0;
      for (int64_t j = 0; j < n; ++j) squares += static_cast<float>(row[j]) * static_cast<float>(row[j]);
      const float norm = std::sqrt(squares);
      if (args_.use_max_norm && norm <= args_.norm) return;
      const float scale = args_.norm / (norm + kTiny);
      for (int64_t j = 0; j < n; ++j) row[j] = static_cast<T>(static_cast<float>(row[j]) * scale);
    });
  }
};

constexpr char kSparseNormalizeDoc[] = "Scales the rows of a parameter that INDICES names to an L2 norm; with `use_max_norm` only longer ones.";

OPERATOR_SCHEMA(SparseNormalize)
    .FillUsing(ChangesNamedRows<SparseNormalizeArgs>)
    .SetDoc(kSparseNormalizeDoc)
    .Input(0, "param", "Parameter with rows, float.");

OPERATOR_SCHEMA(Float16SparseNormalize)
    .FillUsing(ChangesNamedRows<SparseNormalizeArgs>)
    .SetDoc(std::string(kSparseNormalizeDoc) + "\n\nFor half-precision parameters.")
    .Input(0, "param", "Parameter with rows, half.");

REGISTER_CPU_OPERATOR(SparseNormalize, SparseNormalizeOp<float>);
REGISTER_CPU_OPERATOR(Float16SparseNormalize, SparseNormalizeOp<Half>);
SHOULD_NOT_DO_GRADIENT(SparseNormalize);
SHOULD_NOT_DO_GRADIENT(Float16SparseNormalize);

}  // namespace
}  // namespace netdef
