// LeakyRelu of ONNX: x for x >= 0, else alpha * x.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct LeakyReluArgs {
  float alpha = 0.01f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Slope of the negative part.");
  }
};

struct LeakyRelu {
  template <typename T>
  T operator()(T x, const LeakyReluArgs& args) const {
    return x >= 0 ? x : static_cast<T>(args.alpha) * x;
  }
};

ONNX_OPERATOR_SCHEMA(LeakyRelu).FillUsing(OnnxUnarySchema).Args<LeakyReluArgs>().SetDoc("x for x >= 0, else alpha * x, element by element.");

REGISTER_ONNX_OPERATOR(LeakyRelu, OnnxUnaryOp<LeakyRelu, LeakyReluArgs>);

}  // namespace
}  // namespace netdef
