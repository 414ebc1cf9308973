// Gelu of ONNX: x times the normal distribution function of x, or its approximation by tanh.
// https://arxiv.org/abs/1606.08415
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct GeluArgs {
  std::string approximate = "none";

  template <typename V>
  void Fields(V& v) {
    v("approximate", approximate, "none, or tanh: 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(approximate == "none" || approximate == "tanh", "approximate must be none or tanh, got '", approximate, "'");
    }
  }
};

struct Gelu : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x * vec::NormalCdf(x);
  }
};

struct TanhGelu : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return T(0.5) * x * (1 + vec::Tanh(T(0.7978845608028654) * (x + T(0.044715) * x * x * x)));
  }
};

class GeluOp final : public WidenedOperator<GeluArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      const int64_t n = Input(0).numel();
      args_.approximate == "tanh" ? MapElements(n, y, TanhGelu(), NoArgs(), x) : MapElements(n, y, Gelu(), NoArgs(), x);
    });
  }
};

ONNX_OPERATOR_SCHEMA(Gelu)
    .FillUsing(OnnxUnarySchema)
    .Args<GeluArgs>()
    .SetDoc("Gaussian error linear unit, element by element.");

REGISTER_ONNX_OPERATOR(Gelu, GeluOp);

}  // namespace
}  // namespace netdef
