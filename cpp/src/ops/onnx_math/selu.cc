// Selu of ONNX: gamma * x for x > 0, else gamma * alpha * (exp(x) - 1). https://arxiv.org/abs/1706.02515
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct SeluArgs {
  float alpha = 1.67326319217681884765625f;
  float gamma = 1.05070102214813232421875f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Scale of the negative part.");
    v("gamma", gamma, "Scale of the whole.");
  }
};

struct Selu : CostlyFormula {
  template <typename T>
  T operator()(T x, const SeluArgs& args) const {
    return static_cast<T>(args.gamma) * (x > 0 ? x : static_cast<T>(args.alpha) * vec::Expm1(x));
  }
};

ONNX_OPERATOR_SCHEMA(Selu).FillUsing(OnnxUnarySchema).Args<SeluArgs>().SetDoc("gamma * x for x > 0, else gamma * alpha * (exp(x) - 1), element by element.");

REGISTER_ONNX_OPERATOR(Selu, OnnxUnaryOp<Selu, SeluArgs>);

}  // namespace
}  // namespace netdef
