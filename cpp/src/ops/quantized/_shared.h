// What the mobile Int8* operators share: output quantization, the operator base, requantization.
//
// These operators follow QNNPACK to the bit, as Caffe2 did on phones: an activation is uint8 with one
// scale and zero point for the whole tensor, in NHWC; real = scale * (q - zero_point).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace int8 {

constexpr int64_t kGrain = 16384;  // byte-sized elements; below that a thread costs more than it saves

struct OutputArgs {
  float scale = 1.0f;
  int32_t zero_point = 0;

  template <typename V>
  void Fields(V& v) {
    v("Y_scale", scale, "Scale of the output: real value = Y_scale * (q - Y_zero_point).");
    v("Y_zero_point", zero_point, "Quantized value that stands for 0 in the output.");
  }
};

inline TensorSpec Spec(Dims dims, DType dtype = DType::kUint8) {
  TensorSpec spec(std::move(dims), dtype);
  spec.int8 = true;
  return spec;
}

// Output 0 is a uint8 Int8Tensor of the shape of input 0.
inline ShapeRule SameShape() {
  return [](const ShapeInputs& in) { return std::vector<TensorSpec>{Spec(in[0].dims)}; };
}

// The kernels work with the low byte of a zero point, as QNNPACK did.
inline int32_t Zero(int32_t zero_point) { return static_cast<uint8_t>(zero_point); }

// `Args` derives from OutputArgs.
template <typename Args = OutputArgs>
class Int8Operator : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  const Int8Tensor& X(int i) const { return OperatorBase::Input<Int8Tensor>(i); }
  // Output i with the quantization that the arguments ask for.
  Int8Tensor* Y(int i = 0) {
    Int8Tensor* y = OperatorBase::Output<Int8Tensor>(i);
    y->scale = this->args_.scale;
    y->zero_point = this->args_.zero_point;
    return y;
  }
  // For operators that move bytes: the output has the quantization of X, and the arguments must say so.
  void RequireQuantizationOf(const Int8Tensor& x) const {
    NETDEF_ENFORCE_EQ(this->args_.zero_point, x.zero_point, "[", this->type(),
                      "] Y_zero_point must be the zero point of the input");
    NETDEF_ENFORCE_EQ(this->args_.scale, x.scale, "[", this->type(), "] Y_scale must be the scale of the input");
  }
};

// x >> shift, rounded to nearest; ties go down where `negative`, else up.
inline int32_t RoundingShift(int32_t x, uint32_t shift, bool negative) {
  const int32_t mask = static_cast<int32_t>((uint32_t{1} << shift) - 1);
  const int32_t remainder = (x & mask) - static_cast<int32_t>(negative);
  return (x >> shift) + static_cast<int32_t>(remainder > (mask >> 1));
}
// Ties away from zero.
inline int32_t RoundingShift(int32_t x, uint32_t shift) { return RoundingShift(x, shift, x < 0); }

inline uint32_t FloatBits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Mantissa with its leading one (24 bits), and biased exponent.
inline uint32_t Mantissa(float value) { return (FloatBits(value) & 0x007FFFFFu) | 0x00800000u; }
inline uint32_t Exponent(float value) { return FloatBits(value) >> 23; }

// From int32 accumulators to uint8 with a scale below one: a 31-bit fixed-point product, then a rounding shift.
class Requantizer {
 public:
  Requantizer() = default;
  // `scale` is scale of the accumulator over scale of the output. With `relu`, negative values give 0.
  Requantizer(float scale, int32_t zero_point, bool relu) : zero_(Zero(zero_point)), low_(relu ? zero_ : 0) {
    const uint32_t exponent = Exponent(scale);
    if (exponent + 32 < 127) return;  // too small for any accumulator to reach one half
    multiplier_ = static_cast<int32_t>(Mantissa(scale) << 7);
    shift_ = 126 - exponent;
  }

  // Sum and bias are added as they would be in hardware: what does not fit wraps.
  uint8_t operator()(uint32_t sum, int32_t bias) const {
    const auto acc = static_cast<int32_t>(sum + static_cast<uint32_t>(bias));
    const int64_t product = static_cast<int64_t>(acc) * multiplier_ + (int64_t{1} << 30);
    // The sign of the accumulator decides ties, even where the product has become zero.
    const int32_t y = RoundingShift(static_cast<int32_t>(product >> 31), shift_, acc < 0) + zero_;
    return static_cast<uint8_t>(std::min(std::max(y, low_), 255));
  }

 private:
  int32_t multiplier_ = 0;
  uint32_t shift_ = 0;
  int32_t zero_ = 0;
  int32_t low_ = 0;
};

// The scale of accumulators of X * W over that of the output; throws where QNNPACK refused it.
inline float ProductScale(const std::string& type, float x_scale, float w_scale, float y_scale) {
  const auto positive = [](float s) { return std::isnormal(s) && s > 0; };
  NETDEF_ENFORCE(positive(x_scale) && positive(w_scale) && positive(y_scale), "[", type,
                 "] scales must be finite and positive, got ", x_scale, " for X, ", w_scale, " for the filter and ",
                 y_scale, " for Y");
  const float scale = x_scale * w_scale / y_scale;
  NETDEF_ENFORCE(scale < 1.0f, "[", type, "] failed to create the operator: the scale of X (", x_scale,
                 ") times that of the filter (", w_scale, ") over that of Y (", y_scale, ") is ", scale,
                 ", which is greater or equal to 1.0");
  return scale;
}

// Called by constructors: another layout means that no kernel serves the definition.
inline void RequireNHWC(const std::string& type, const std::string& order) {
  if (order != "NHWC") throw UnsupportedOperatorFeature(type + " only supports NHWC order, got " + order);
}

// For outputs in [0, 1): steps of 1/256 from 0.
inline void RequireProbabilityScale(const std::string& type, const OutputArgs& args) {
  NETDEF_ENFORCE_EQ(args.zero_point, 0, "[", type, "] Y_zero_point must be 0");
  NETDEF_ENFORCE_EQ(args.scale, 1.0f / 256.0f, "[", type, "] Y_scale must be 1/256");
}

}  // namespace int8
}  // namespace netdef

#define INT8_NO_GRADIENT(type) SHOULD_NOT_DO_GRADIENT_BECAUSE(type, "quantized values are not differentiable")
