// netdef::FusedFC: a fully connected layer and its activation, as passes make it: Y = activation(X * W^T + b).
#include <algorithm>

#include "core/pass_operator.h"
#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"
#include "ops/linear/_fused.h"
#include "ops/linear/_sizes.h"

namespace netdef {
namespace {

using math::Trans;

FCSizes Sizes(const FusedFCArgs& args, const Dims& x, const Dims& w) {
  return FCSizes("FusedFC", args.axis, args.axis_w, args.transposed, x, w);
}

std::vector<TensorSpec> FusedFCShape(const FusedFCArgs& args, const ShapeInputs& in) {
  return {TensorSpec(Sizes(args, in[0].dims, in[1].dims).Output("FusedFC", in[0].dims, in[2].dims), DType::kFloat)};
}

class FusedFCOp final : public KernelOperator<FusedFCArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const FCSizes s = Sizes(args_, Input(0).dims(), Input(1).dims());
    const float* b = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < s.m; ++i) std::copy(b, b + s.n, y + i * s.n);
    math::Gemm(Trans::kNo, args_.transposed ? Trans::kNo : Trans::kYes, s.m, s.n, s.k, 1.0f, Input(0).data<float>(),
               Input(1).data<float>(), 1.0f, y);
    args_.fused.get().Apply(y, s.m * s.n);
  }
};

OpCost FusedFCCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>&) {
  const FCSizes s = Sizes(ParseArgs<FusedFCArgs>(arguments), in[0].dims, in[1].dims);
  return ProductCost(s.m, s.n, s.k, true);
}

PASS_OPERATOR_SCHEMA(FusedFC)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<FusedFCArgs>()
    .Shape<FusedFCArgs>(FusedFCShape)
    .Cost(FusedFCCost)
    .SetDoc("Fully connected layer and activation in one: Y = activation(X * W^T + b). Made by passes.")
    .Input(0, "X", "As for FC.")
    .Input(1, "W", "As for FC, or for FCTransposed with `transposed`.")
    .Input(2, "b", "Bias, one value for each output.")
    .Output(0, "Y", "As for FC.");

REGISTER_PASS_OPERATOR(FusedFC, FusedFCOp);

}  // namespace
}  // namespace netdef
