// netdef::QuantizedSum: the sum of two quantized tensors, quantized, as passes make it of what quantizing tools write.
#include "core/pass_operator.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"
#include "ops/quantized/_quantized_sum.h"

namespace netdef {
namespace {

NETDEF_SIMD void AddBytes(const QuantizedSumArgs args, const uint8_t* a, const uint8_t* b, int64_t n, uint8_t* y) {
  for (int64_t i = 0; i < n; ++i) y[i] = args.Sum(a[i], b[i]);
}

std::vector<TensorSpec> QuantizedSumShape(const QuantizedSumArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dtype == DType::kUint8 && in[1].dtype == DType::kUint8, "expected two tensors of uint8, got ", DTypeName(in[0].dtype), " and ", DTypeName(in[1].dtype));
  return {TensorSpec(BroadcastPlan::ResultDims(in[0].dims, in[1].dims), DType::kUint8)};
}

class QuantizedSumOp final : public KernelOperator<QuantizedSumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &a = Input(0), &b = Input(1);
    BroadcastMap(BroadcastPlan(a.dims(), b.dims()), a.data<uint8_t>(), b.data<uint8_t>(), Output(0)->mutable_data<uint8_t>(),
                 [this](uint8_t p, uint8_t q) { return args_.Sum(p, q); });
  }
};

PASS_OPERATOR_SCHEMA(QuantizedSum)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<QuantizedSumArgs>()
    .Shape<QuantizedSumArgs>(QuantizedSumShape)
    .SetDoc("Sum of two quantized tensors, quantized. Made by passes.")
    .Input(0, "A", "uint8.")
    .Input(1, "B", "uint8; both broadcast as by numpy.")
    .Output(0, "Y", "uint8.");

REGISTER_PASS_OPERATOR(QuantizedSum, QuantizedSumOp);

}  // namespace

void QuantizedSumArgs::Add(const uint8_t* a, const uint8_t* b, int64_t n, uint8_t* y) const {
  ParallelFor(0, n, 16384, [&](int64_t begin, int64_t end) { AddBytes(*this, a + begin, b + begin, end - begin, y + begin); });
}

}  // namespace netdef
