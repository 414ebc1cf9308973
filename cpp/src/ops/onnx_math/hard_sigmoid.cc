// HardSigmoid of ONNX: max(0, min(1, alpha * x + beta)).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct HardSigmoidArgs {
  float alpha = 0.2f;
  float beta = 0.5f;

  template <typename V>
  void Fields(V& v) {
    v("alpha", alpha, "Slope.");
    v("beta", beta, "Value at 0.");
  }
};

struct HardSigmoid {
  template <typename T>
  T operator()(T x, const HardSigmoidArgs& args) const {
    const T y = static_cast<T>(args.alpha) * x + static_cast<T>(args.beta);
    return y < 0 ? T(0) : y > 1 ? T(1) : y;
  }
};

ONNX_OPERATOR_SCHEMA(HardSigmoid).FillUsing(OnnxUnarySchema).Args<HardSigmoidArgs>().SetDoc("max(0, min(1, alpha * x + beta)), element by element.");

REGISTER_ONNX_OPERATOR(HardSigmoid, OnnxUnaryOp<HardSigmoid, HardSigmoidArgs>);

}  // namespace
}  // namespace netdef
