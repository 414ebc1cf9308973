// netdef::QuantizedConcat: quantized tensors one behind the other, each quantized anew, as passes make it of what quantizing tools write.
#include <algorithm>

#include "base/grain.h"
#include "core/pass_operator.h"
#include "netdef/dims.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"
#include "ops/quantized/_quantized_concat.h"

namespace netdef {
namespace {

NETDEF_SIMD void Requantize(const QuantizedConcatArgs& args, size_t part, const uint8_t* x, int64_t n, uint8_t* y) {
  const quantized::OutputArgs out = args;
  const float scale = args.x_scales[part];
  const int32_t zero = args.x_zero_points[part];
  const float low = static_cast<float>(out.low - out.y_zero_point), high = static_cast<float>(out.high - out.y_zero_point);
  for (int64_t i = 0; i < n; ++i) {
    const float q = std::min(std::max(std::nearbyint(static_cast<float>(x[i] - zero) * scale / out.y_scale), low), high);
    y[i] = static_cast<uint8_t>(static_cast<int32_t>(q) + out.y_zero_point);
  }
}

std::vector<TensorSpec> QuantizedConcatShape(const QuantizedConcatArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in.size(), args.x_scales.size(), "expected a scale for each part");
  Dims y = in[0].dims;
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, y));
  y[axis] = 0;
  for (size_t i = 0; i < in.size(); ++i) {
    NETDEF_ENFORCE(in[i].dtype == DType::kUint8, "expected parts of uint8, got ", DTypeName(in[i].dtype));
    Dims rest = in[i].dims;
    NETDEF_ENFORCE_EQ(rest.size(), y.size(), "the parts have different numbers of axes");
    y[axis] += rest[axis];
    rest[axis] = y[axis];
    NETDEF_ENFORCE(rest == y, "part ", i, " of shape [", DimsString(in[i].dims), "] does not fit the first one, [", DimsString(in[0].dims), "], along axis ", axis);
  }
  return {TensorSpec(std::move(y), DType::kUint8)};
}

class QuantizedConcatOp final : public KernelOperator<QuantizedConcatArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int axis = CanonicalAxis(args_.axis, Input(0).dims());
    std::vector<const uint8_t*> parts;
    std::vector<int64_t> widths;
    for (int i = 0; i < InputSize(); ++i) {
      parts.push_back(Input(i).data<uint8_t>());
      widths.push_back(SizeFromDim(Input(i).dims(), axis));
    }
    args_.Join(parts, widths, SizeToDim(Input(0).dims(), axis), Output(0)->mutable_data<uint8_t>());
  }
};

PASS_OPERATOR_SCHEMA(QuantizedConcat)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<QuantizedConcatArgs>()
    .Shape<QuantizedConcatArgs>(QuantizedConcatShape)
    .SetDoc("Quantized tensors one behind the other, each quantized anew. Made by passes.")
    .Input(0, "parts", "uint8, of one shape but for the axis.")
    .Output(0, "Y", "uint8.");

REGISTER_PASS_OPERATOR(QuantizedConcat, QuantizedConcatOp);

}  // namespace

void QuantizedConcatArgs::Join(const std::vector<const uint8_t*>& parts, const std::vector<int64_t>& widths, int64_t rows, uint8_t* y) const {
  int64_t width = 0;
  for (int64_t w : widths) width += w;
  ParallelFor(0, rows, GrainFor(32768, width), [&](int64_t begin, int64_t end) {
    uint8_t* to = y + begin * width;
    for (int64_t r = begin; r < end; ++r) {
      for (size_t i = 0; i < parts.size(); to += widths[i], ++i) {
        const uint8_t* from = parts[i] + r * widths[i];
        const bool same = x_scales[i] == y_scale && x_zero_points[i] == y_zero_point && low == 0 && high == 255;
        same ? static_cast<void>(std::copy_n(from, widths[i], to)) : Requantize(*this, i, from, widths[i], to);
      }
    }
  });
}

}  // namespace netdef
