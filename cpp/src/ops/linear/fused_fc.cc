// netdef::FusedFC: a fully connected layer and its activation, as passes make it: Y = activation(X * W^T + b).
#include <algorithm>

#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"
#include "ops/linear/_fused.h"

namespace netdef {
namespace {

using math::Trans;

struct Sizes {
  Sizes(const FusedFCArgs& args, const Dims& x, const Dims& w) {
    const int axis = CanonicalAxis(args.axis, x), axis_w = CanonicalAxis(args.axis_w, w);
    m = SizeToDim(x, axis);
    k = SizeFromDim(x, axis);
    n = args.transposed ? SizeFromDim(w, axis_w) : SizeToDim(w, axis_w);
    NETDEF_ENFORCE_EQ(args.transposed ? SizeToDim(w, axis_w) : SizeFromDim(w, axis_w), k,
                      "Dimension mismatch: [FusedFC] X and W disagree on the length of a row");
    y = DimsBefore(x, static_cast<size_t>(axis));
    y.push_back(n);
  }
  int64_t m, n, k;
  Dims y;
};

std::vector<TensorSpec> FusedFCShape(const FusedFCArgs& args, const ShapeInputs& in) {
  Sizes s(args, in[0].dims, in[1].dims);
  NETDEF_ENFORCE(in[2].dims == Dims{s.n}, "Dimension mismatch: [FusedFC] expected a bias of shape [", s.n, "], got [",
                 DimsString(in[2].dims), "]");
  return {TensorSpec(std::move(s.y), DType::kFloat)};
}

class FusedFCOp final : public KernelOperator<FusedFCArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Sizes s(args_, Input(0).dims(), Input(1).dims());
    const float* b = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < s.m; ++i) std::copy(b, b + s.n, y + i * s.n);
    math::Gemm(Trans::kNo, args_.transposed ? Trans::kNo : Trans::kYes, s.m, s.n, s.k, 1.0f, Input(0).data<float>(),
               Input(1).data<float>(), 1.0f, y);
    args_.fused.get().Apply(y, s.m * s.n);
  }
};

OpCost FusedFCCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>&) {
  const Sizes s(ParseArgs<FusedFCArgs>(arguments), in[0].dims, in[1].dims);
  const auto m = static_cast<double>(s.m), n = static_cast<double>(s.n), k = static_cast<double>(s.k);
  return {2 * m * n * k + m * n, 4 * (m * k + n * k + n), 4 * m * n, 4 * (n * k + n)};
}

OPERATOR_SCHEMA_IN("netdef", FusedFC)
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

REGISTER_OPERATOR_IN("netdef", FusedFC, FusedFCOp);
NETDEF_REGISTER_GRADIENT_ENTRY(FusedFC, "netdef", GradientRegistry::ShouldNotDo("passes make it, for inference"));

}  // namespace
}  // namespace netdef
