// QuantizeLinear of ONNX: x / scale + zero point, rounded to nearest (ties to even) and cut off at the type's ends.
#include "base/grain.h"
#include "core/narrow_ints.h"
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
namespace {

struct QuantizeLinearArgs : Granularity {
  bool saturate = true;
  DType output_dtype = DType::kUndefined;
  DType precision = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    int code = 0, precision_code = 0;
    Granularity::Fields(v);
    v("saturate", saturate, "To float8: what is too large becomes the largest number, not infinity or NaN.");
    v("output_dtype", code, "Type of the output, as ONNX's TensorProto.DataType; 0: that of the zero point, else uint8.");
    v("precision", precision_code, "The type to divide in, as ONNX's TensorProto.DataType; 0: that of the scale.");
    if constexpr (V::kReads) {
      output_dtype = DTypeFromOnnx(code);
      precision = DTypeFromOnnx(precision_code);
      NETDEF_ENFORCE(code == 0 || output_dtype != DType::kUndefined, "output_dtype is no element type of ONNX: ", code);
      NETDEF_ENFORCE(precision_code == 0 || precision == DType::kFloat || IsHalfWidth(precision), "precision must be a float type, got ", precision_code);
    }
  }

  DType OutputType(const ShapeInputs& in) const {
    if (!in.has(2)) return output_dtype == DType::kUndefined ? DType::kUint8 : output_dtype;
    NETDEF_ENFORCE(output_dtype == DType::kUndefined || output_dtype == in[2].dtype, "output_dtype is not the type of the zero point");
    return in[2].dtype;
  }
};


class QuantizeLinearOp final : public KernelOperator<QuantizeLinearArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const ScaleIndex index(args_, x.dims(), Input(1).dims());
    const std::vector<float> scales = FloatsOf(Input(1));
    std::vector<float> zeros(scales.size(), 0.0f);
    if (HasInput(2)) {
      NETDEF_ENFORCE(Input(2).dims() == Input(1).dims() || (Input(2).numel() == 1 && scales.size() == 1), "[QuantizeLinear] scales and zero points must have one shape");
      zeros = FloatsOf(Input(2));
    }
    if (x.dtype() == DType::kFloat && args_.precision == DType::kUndefined && Input(1).dtype() == DType::kFloat && !index.has_blocks()) {
      if (Output(0)->dtype() == DType::kUint8) return Runs(index, scales, zeros, Output(0)->mutable_data<uint8_t>());
      if (Output(0)->dtype() == DType::kInt8) return Runs(index, scales, zeros, Output(0)->mutable_data<int8_t>());
    }
    const std::vector<float> values = FloatsOf(x);
    const DType precision = args_.precision != DType::kUndefined ? args_.precision : Input(1).dtype();
    DispatchTypes<int8_t, int16_t, uint8_t, uint16_t, Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ, Float4E2M1, Int4, Uint4, Int2, Uint2>(
        Output(0)->dtype(), [&](auto zero) {
          using T = decltype(zero);
          T* y = Output(0)->mutable_data<T>();
          ParallelFor(0, x.numel(), 16384, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) {
              const size_t s = index(i);
              Store(Rounded(values[static_cast<size_t>(i)] / scales[s], precision), zeros[s], &y[i]);
            }
          });
        });
  }

 private:
  // Stretches that share a scale, or each have one for each element.
  template <typename T>
  void Runs(const ScaleIndex& index, const std::vector<float>& scales, const std::vector<float>& zeros, T* y) {
    const float* x = Input(0).data<float>();
    const int64_t n = Input(0).numel(), extent = index.extent();
    if (!index.per_axis()) {
      ParallelFor(0, n, 16384, [&](int64_t begin, int64_t end) { QuantizeRun<false>(x + begin, scales.data(), zeros.data(), end - begin, y + begin); });
      return;
    }
    const bool each = index.inner() == 1;
    const int64_t run = each ? extent : index.inner();
    ParallelFor(0, run == 0 ? 0 : n / run, GrainFor(16384, run), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const int64_t s = each ? 0 : r % extent;
        each ? QuantizeRun<true>(x + r * run, scales.data(), zeros.data(), run, y + r * run) : QuantizeRun<false>(x + r * run, scales.data() + s, zeros.data() + s, run, y + r * run);
      }
    });
  }

  // Division in a type of 16 bits rounds to it.
  static float Rounded(float x, DType precision) {
    return precision == DType::kHalf ? static_cast<float>(Half(x)) : precision == DType::kBFloat16 ? static_cast<float>(BFloat16(x)) : x;
  }

  template <typename T>
  void Store(float x, float zero, T* y) const {
    if constexpr (std::is_integral_v<T>) {
      *y = Saturated<T>(std::nearbyint(x) + zero);
    } else if constexpr (kIsNarrowInt<T>) {
      const float rounded = std::nearbyint(x) + zero;
      *y = rounded != rounded ? T(0) : T(static_cast<int>(std::clamp(rounded, static_cast<float>(T::kMin), static_cast<float>(T::kMax))));
    } else {
      y->bits = T::FromFloat(x + zero, args_.saturate);
    }
  }
};

ONNX_OPERATOR_SCHEMA(QuantizeLinear)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<QuantizeLinearArgs>()
    .Shape<QuantizeLinearArgs>([](const QuantizeLinearArgs& args, const ShapeInputs& in) {
      ScaleIndex(args, in[0].dims, in[1].dims);
      return OneSpec(in[0].dims, args.OutputType(in));
    })
    .SetDoc("Quantizes a tensor.")
    .Input(0, "x", "Floats, or int32.")
    .Input(1, "y_scale", "Scales: one, one for each index along the axis, or one for each block.")
    .Input(2, "y_zero_point", "Zero points, shaped like the scales; absent: 0.")
    .Output(0, "y", "Shape of x, type of the zero points.");

REGISTER_ONNX_OPERATOR(QuantizeLinear, QuantizeLinearOp);

}  // namespace
}  // namespace netdef
