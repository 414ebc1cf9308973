// RangeFill: 0, 1, 2, ... in row-major order.
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

class RangeFillOp final : public KernelOperator<FillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0, n = Output(0)->numel(); i < n; ++i) y[i] = static_cast<float>(i);
  }
};

OPERATOR_SCHEMA(RangeFill)
    .FillUsing(FillSchema)
    .Args<FillArgs>()
    .Shape<FillArgs>(FillShape<FillArgs, DType::kFloat>)
    .SetDoc("A float tensor that counts its elements: 0, 1, 2, ...");

REGISTER_CPU_OPERATOR(RangeFill, RangeFillOp);
NO_GRADIENT(RangeFill);

}  // namespace
}  // namespace netdef
