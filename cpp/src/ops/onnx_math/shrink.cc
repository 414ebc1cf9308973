// Shrink of ONNX: x + bias for x < -lambd, x - bias for x > lambd, else 0.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct ShrinkArgs {
  float bias = 0.0f;
  float lambd = 0.5f;

  template <typename V>
  void Fields(V& v) {
    v("bias", bias, "What large values move towards 0.");
    v("lambd", lambd, "Values up to this size become 0.");
  }
};

struct Shrink {
  template <typename T>
  T operator()(T x, const ShrinkArgs& args) const {
    const auto wide = static_cast<double>(x), bias = static_cast<double>(args.bias), lambd = static_cast<double>(args.lambd);
    return static_cast<T>(wide < -lambd ? wide + bias : wide > lambd ? wide - bias : 0.0);
  }
};

ONNX_OPERATOR_SCHEMA(Shrink).FillUsing(OnnxUnarySchema).Args<ShrinkArgs>().SetDoc("x + bias for x < -lambd, x - bias for x > lambd, else 0, element by element.");

REGISTER_ONNX_OPERATOR(Shrink, OnnxUnaryOp<Shrink, ShrinkArgs, AllNumericTypes>);

}  // namespace
}  // namespace netdef
