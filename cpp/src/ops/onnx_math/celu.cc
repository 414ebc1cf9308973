// Celu of ONNX: max(0, x) + min(0, alpha * (exp(x / alpha) - 1)). https://arxiv.org/abs/1704.07483
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct CeluArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the negative part.");
  }
};

struct Celu : CostlyFormula {
  template <typename T>
  T operator()(T x, const CeluArgs& args) const {
    const T alpha = static_cast<T>(args.alpha);
    return x > 0 ? x : alpha * vec::Expm1(x / alpha);
  }
};

ONNX_OPERATOR_SCHEMA(Celu).FillUsing(OnnxUnarySchema).Args<CeluArgs>().SetDoc("max(0, x) + min(0, alpha * (exp(x / alpha) - 1)), element by element.");

REGISTER_ONNX_OPERATOR(Celu, OnnxUnaryOp<Celu, CeluArgs>);

}  // namespace
}  // namespace netdef
