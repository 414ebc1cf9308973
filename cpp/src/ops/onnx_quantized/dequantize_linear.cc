// DequantizeLinear of ONNX: (x - zero point) * scale.
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
namespace {

struct DequantizeLinearArgs : Granularity {
  DType output_dtype = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    int code = 0;
    Granularity::Fields(v);
    v("output_dtype", code, "Type of the output, as ONNX's TensorProto.DataType; 0: that of the scale.");
    if constexpr (V::kReads) {
      output_dtype = DTypeFromOnnx(code);
      NETDEF_ENFORCE(code == 0 || output_dtype == DType::kFloat || IsHalfWidth(output_dtype), "output_dtype must be a float type, got ", code);
    }
  }
};

class DequantizeLinearOp final : public KernelOperator<DequantizeLinearArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const ScaleIndex index(args_, x.dims(), Input(1).dims());
    const std::vector<float> scales = FloatsOf(Input(1));
    std::vector<float> zeros(scales.size(), 0.0f);
    if (HasInput(2)) {
      NETDEF_ENFORCE(Input(2).dims() == Input(1).dims() || (Input(2).numel() == 1 && scales.size() == 1), "[DequantizeLinear] scales and zero points must have one shape");
      NETDEF_ENFORCE(Input(2).dtype() == x.dtype(), "[DequantizeLinear] zero points must have the type of x");
      zeros = FloatsOf(Input(2));
    }
    const std::vector<float> values = FloatsOf(x);
    Tensor wide(x.dims(), DType::kFloat);
    float* y = wide.mutable_data<float>();
    ParallelFor(0, x.numel(), 16384, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const size_t s = index(i);
        y[i] = (values[static_cast<size_t>(i)] - zeros[s]) * scales[s];
      }
    });
    const DType dtype = Output(0)->dtype();
    if (IsHalfWidth(dtype)) {
      NarrowTensor(wide, dtype, Output(0));
    } else {
      *Output(0) = std::move(wide);
    }
  }
};

ONNX_OPERATOR_SCHEMA(DequantizeLinear)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<DequantizeLinearArgs>()
    .Shape<DequantizeLinearArgs>([](const DequantizeLinearArgs& args, const ShapeInputs& in) {
      ScaleIndex(args, in[0].dims, in[1].dims);
      const DType scale = in[1].dtype == DType::kFloat8E8M0 ? DType::kFloat : in[1].dtype;
      NETDEF_ENFORCE(scale == DType::kFloat || IsHalfWidth(scale), "scales must be floats, got ", DTypeName(scale));
      return OneSpec(in[0].dims, args.output_dtype == DType::kUndefined ? scale : args.output_dtype);
    })
    .SetDoc("Real values of a quantized tensor.")
    .Input(0, "x", "Quantized tensor.")
    .Input(1, "x_scale", "Scales: one, one for each index along the axis, or one for each block.")
    .Input(2, "x_zero_point", "Zero points, shaped like the scales; absent: 0.")
    .Output(0, "y", "Floats, shaped like x.");

REGISTER_ONNX_OPERATOR(DequantizeLinear, DequantizeLinearOp);

}  // namespace
}  // namespace netdef
