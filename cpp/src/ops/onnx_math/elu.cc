// Elu of ONNX: x for x > 0, else alpha * (exp(x) - 1). https://arxiv.org/abs/1511.07289
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct EluArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the negative part.");
  }
};

struct Elu : CostlyFormula {
  template <typename T>
  T operator()(T x, const EluArgs& args) const {
    return x > 0 ? x : static_cast<T>(args.alpha) * vec::Expm1(x);
  }
};

ONNX_OPERATOR_SCHEMA(Elu).FillUsing(OnnxUnarySchema).Args<EluArgs>().SetDoc("x for x > 0, else alpha * (exp(x) - 1), element by element.");

REGISTER_ONNX_OPERATOR(Elu, OnnxUnaryOp<Elu, EluArgs>);

}  // namespace
}  // namespace netdef
