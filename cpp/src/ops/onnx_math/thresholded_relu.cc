// ThresholdedRelu of ONNX: x for x > alpha, else 0.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct ThresholdedReluArgs {
  float alpha = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "The threshold.");
  }
};

struct ThresholdedRelu {
  template <typename T>
  T operator()(T x, const ThresholdedReluArgs& args) const {
    return x > static_cast<T>(args.alpha) ? x : T(0);
  }
};

ONNX_OPERATOR_SCHEMA(ThresholdedRelu).FillUsing(OnnxUnarySchema).Args<ThresholdedReluArgs>().SetDoc("x for x > alpha, else 0, element by element.");

REGISTER_ONNX_OPERATOR(ThresholdedRelu, OnnxUnaryOp<ThresholdedRelu, ThresholdedReluArgs>);

}  // namespace
}  // namespace netdef
