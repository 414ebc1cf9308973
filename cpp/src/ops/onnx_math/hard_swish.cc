// HardSwish of ONNX: x * max(0, min(1, x / 6 + 1 / 2)). https://arxiv.org/abs/1905.02244
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct HardSwish {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    const T gate = x / 6 + T(0.5);
    return x * (gate < 0 ? T(0) : gate > 1 ? T(1) : gate);
  }
};

ONNX_OPERATOR_SCHEMA(HardSwish).FillUsing(OnnxUnarySchema).SetDoc("x * max(0, min(1, x / 6 + 1 / 2)), element by element.");

REGISTER_ONNX_OPERATOR(HardSwish, OnnxUnaryOp<HardSwish>);

}  // namespace
}  // namespace netdef
