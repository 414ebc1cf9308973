// netdef::QuantizedFC: a fully connected layer on quantized values, quantized, as passes make it of what quantizing tools write.
#include "base/grain.h"
#include "core/pass_operator.h"
#include "netdef/dims.h"
#include "ops/quantized/_quantized_fc.h"

namespace netdef {
namespace {

std::vector<TensorSpec> QuantizedFCShape(const QuantizedFCArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  const int axis = CanonicalAxis(args.axis, x);
  NETDEF_ENFORCE(w.size() == 2 && SizeFromDim(x, axis) == w[1], "expected weights [N, ", SizeFromDim(x, axis), "], got [", DimsString(w), "]");
  Dims y(x.begin(), x.begin() + axis);
  y.push_back(w[0]);
  return {TensorSpec(quantized::LayerDims(args, in, w[0], std::move(y)), DType::kUint8)};
}

class QuantizedFCOp final : public KernelOperator<QuantizedFCArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Input(1).dim(0), k = Input(1).dim(1);
    const uint8_t* x = Input(0).data<uint8_t>();
    const int8_t* w = Input(1).data<int8_t>();
    const int32_t* bias = Input(3).data<int32_t>();
    Dims dims(Input(0).dims().begin(), Input(0).dims().begin() + CanonicalAxis(args_.axis, Input(0).dims()));
    dims.push_back(n);
    const bool adds = InputSize() > 4;
    std::vector<uint8_t> product(adds ? static_cast<size_t>(NumElements(dims)) : 0);
    uint8_t* y = adds ? product.data() : Output(0)->mutable_data<uint8_t>();
    ParallelFor(0, NumElements(dims), GrainFor(32768, k), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t row = i / n, column = i % n;
        auto sum = static_cast<uint32_t>(bias[column]);  // wraps around
        for (int64_t c = 0; c < k; ++c) sum += static_cast<uint32_t>((static_cast<int32_t>(x[row * k + c]) - args_.x_zero_point) * w[column * k + c]);
        y[i] = args_.Product(static_cast<float>(static_cast<int32_t>(sum)) * args_.Scale(quantized::ScaleOf(Input(2), column)));
      }
    });
    if (adds) quantized::AddTo(args_, dims, product, Input(4), Output(0));
  }
};

PASS_OPERATOR_SCHEMA(QuantizedFC)
    .NumInputs(4, 5)
    .NumOutputs(1)
    .Args<QuantizedFCArgs>()
    .Shape<QuantizedFCArgs>(QuantizedFCShape)
    .Cost([](const Arguments&, const ShapeInputs& in, const std::vector<TensorSpec>& out) {
      const auto number = [](const Dims& dims) { return static_cast<double>(NumElements(dims)); };
      OpCost cost;
      cost.flops = 2 * number(out[0].dims) * static_cast<double>(in[1].dims[1]);
      cost.params_bytes = number(in[1].dims);
      cost.bytes_read = number(in[0].dims) + cost.params_bytes;
      cost.bytes_written = number(out[0].dims);
      return cost;
    })
    .SetDoc("Fully connected layer on quantized values, quantized: the sums of products are exact, scaled, rounded to nearest (ties to even) and cut off. Made by passes.")
    .Input(0, "X", "[..., K...], uint8; the dims from `axis` on are one.")
    .Input(1, "W", "[N, K], int8, with zero point 0.")
    .Input(2, "W_scale", "One, or one for each of N.")
    .Input(3, "bias", "[N], int32, of scale X_scale * W_scale.")
    .Input(4, "addend", "Optional: uint8, added to the quantized result; broadcast as by numpy.")
    .Output(0, "Y", "[..., N], uint8.");

REGISTER_PASS_OPERATOR(QuantizedFC, QuantizedFCOp);

}  // namespace
}  // namespace netdef
