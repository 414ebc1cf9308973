// StringConcat of ONNX: strings joined element by element, with broadcasting.
#include "netdef/broadcast.h"
#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

class StringConcatOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const BroadcastPlan plan(Input(0).dims(), Input(1).dims());
    const auto *a = Input(0).data<std::string>(), *b = Input(1).data<std::string>();
    auto* out = Output(0)->mutable_data<std::string>();
    BroadcastEach(plan, [&](int64_t c, int64_t ia, int64_t ib) { out[c] = a[ia] + b[ib]; });
  }
};

ONNX_OPERATOR_SCHEMA(StringConcat)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return OneSpec(BroadcastPlan::ResultDims(in[0].dims, in[1].dims), DType::kString); })
    .SetDoc("Joins strings.")
    .Input(0, "X", "Strings.")
    .Input(1, "Y", "Strings to put behind; shapes are matched as numpy does.")
    .Output(0, "Z", "The joined strings.");

REGISTER_ONNX_OPERATOR(StringConcat, StringConcatOp);

}  // namespace
}  // namespace netdef
