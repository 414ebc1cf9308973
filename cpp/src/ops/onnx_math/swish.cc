// Swish of ONNX: x * sigmoid(alpha * x). https://arxiv.org/abs/1710.05941
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct SwishArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Steepness of the sigmoid.");
  }
};

struct Swish : CostlyFormula {
  template <typename T>
  T operator()(T x, const SwishArgs& args) const {
    return x * vec::Sigmoid(static_cast<T>(args.alpha) * x);
  }
};

ONNX_OPERATOR_SCHEMA(Swish).FillUsing(OnnxUnarySchema).Args<SwishArgs>().SetDoc("x * sigmoid(alpha * x), element by element.");

REGISTER_ONNX_OPERATOR(Swish, OnnxUnaryOp<Swish, SwishArgs>);

}  // namespace
}  // namespace netdef
