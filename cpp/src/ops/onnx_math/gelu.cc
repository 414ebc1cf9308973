// Gelu of ONNX: x times the normal distribution function of x, or its approximation by tanh.
// https://arxiv.org/abs/1606.08415
#include "core/span_operator.h"
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

struct Gelu {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x * vec::NormalCdf(x);
  }
};

struct TanhGelu {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return T(0.5) * x * (1 + vec::Tanh(T(0.7978845608028654) * (x + T(0.044715) * x * x * x)));
  }
};

struct AnyGelu {
  template <typename T>
  static void Run(const T* x, int64_t n, T* y, const GeluArgs& args) {
    args.approximate == "tanh" ? internal::MapRange(0, n, y, TanhGelu(), NoArgs(), x) : internal::MapRange(0, n, y, Gelu(), NoArgs(), x);
  }
};

ONNX_OPERATOR_SCHEMA(Gelu)
    .FillUsing(OnnxUnarySchema)
    .Args<GeluArgs>()
    .SetDoc("Gaussian error linear unit, element by element.");

REGISTER_ONNX_OPERATOR(Gelu, SpanOperator<AnyGelu, GeluArgs>);

}  // namespace
}  // namespace netdef
