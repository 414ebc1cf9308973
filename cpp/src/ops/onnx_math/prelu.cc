// PRelu of ONNX: x for x >= 0, else slope * x; the slope is stretched to X. https://arxiv.org/abs/1502.01852
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct PRelu {
  template <typename T>
  T operator()(T x, T slope) const {
    return x < T(0) ? MulWrapped(slope, x) : x;
  }
};

ONNX_OPERATOR_SCHEMA(PRelu)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(BroadcastPlan::ResultDims(in[0].dims, in[1].dims) == in[0].dims, "the slope must be one that stretches to X's shape [",
                     DimsString(in[0].dims), "], it has [", DimsString(in[1].dims), "]");
      return OneSpec(in[0].dims, in[0].dtype);
    })
    .SetDoc("Rectifier with a slope for negative values, element by element.")
    .Input(0, "X", "Tensor of any shape.")
    .Input(1, "slope", "Slopes, of a shape that stretches to X's.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ONNX_OPERATOR(PRelu, OnnxBinaryOp<PRelu, TypeList<float, double, int32_t, int64_t, uint32_t, uint64_t>>);

}  // namespace
}  // namespace netdef
