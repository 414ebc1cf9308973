// Engines DNNLOWP*: operators that compute in eight bits. What they have in common.
//
// Such a kernel stands beside the float kernel of the same operator (and of its Int8 name). Each input is a quantized
// tensor, or a float tensor that is quantized here by its range. The output's quantization comes from the arguments
// Y_scale and Y_zero_point or, without them, from the range that the float operator would have. Integer arithmetic is
// left to the float kernel: it runs on quantized values without their zero points, which are integers that floats hold
// exactly (sums beyond 2^24 are rounded to 24 bits). Where this happens is called the twin.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netdef/operator.h"

namespace netdef {
namespace dnnlowp {

constexpr int kBits = 8;
constexpr int kElementwiseBits = 16;  // of what is added up before the last rounding

// real = scale * (q - zero).
struct QParams {
  float scale = 1.0f;
  int32_t zero = 0;

  float Real(float q) const { return scale * (q - static_cast<float>(zero)); }
};

inline QParams ParamsOf(const Int8Tensor& x) { return {x.scale, x.zero_point}; }

constexpr int32_t TopValue(int bits) { return (1 << bits) - 1; }

// For values in [min, max]. `symmetric`: 0 is the middle where there are values on both sides of it.
QParams ChooseParams(float min, float max, bool symmetric = false, int bits = kBits);
// The same for the values of a tensor; an empty one has the range [0, 0].
QParams ChooseParams(const Tensor& values, bool symmetric = false, int bits = kBits);

// To the nearest integer (ties to the even q), clamped to [0, top].
int32_t Quantize(float x, const QParams& p, int32_t top = TopValue(kBits));

// An integer in other steps: to the nearest, ties to the even one.
inline int64_t Requantize(float src, float factor) {
  return static_cast<int64_t>(std::nearbyint(std::min(std::max(src * factor, -1e9f), 1e9f)));
}

struct LowpArgs {
  float scale = 1.0f;
  int32_t zero_point = 0;
  bool dequantize_output = false, preserve_activation_sparsity = false, preserve_weight_sparsity = false;
  std::string followed_by;
  bool is_static = false;  // the output's quantization is given

  template <typename V>
  void Fields(V& v) {
    v("Y_scale", scale, "Scale of the output; by default chosen from its range.");
    v("Y_zero_point", zero_point, "Quantized value that stands for 0 in the output; counts only together with Y_scale.");
    v("dequantize_output", dequantize_output, "The output is a float tensor.");
    v("preserve_activation_sparsity", preserve_activation_sparsity, "Quantize activations of both signs symmetrically.");
    v("preserve_weight_sparsity", preserve_weight_sparsity, "Quantize weights of both signs symmetrically.");
    v("followed_by", followed_by, "Relu: negative values may become 0. Sigmoid, Tanh: what their kernels expect.");
    if constexpr (V::kReads) is_static = v.raw().Has("Y_scale");
  }
};

// The float operator `type` with the arguments of `def`, in a workspace of its own.
class FloatTwin {
 public:
  // With the first `inputs` inputs of `def` and at least `outputs` outputs.
  FloatTwin(const OperatorDef& def, const std::string& type, int inputs, int outputs);
  ~FloatTwin();
  int inputs() const { return static_cast<int>(inputs_.size()); }
  Tensor* input(int i) { return inputs_[static_cast<size_t>(i)]; }
  // Output 0; it is overwritten by the next run.
  const Tensor& Run();
  const Tensor& output(int i) const;

 private:
  Workspace workspace_;
  std::unique_ptr<OperatorBase> operator_;
  std::vector<Tensor*> inputs_;
};

// Output 0 is an Int8Tensor of bytes, with `wide` of uint16 (of which eight bits are used).
class LowpOperator : public Operator<CPUContext> {
 public:
  LowpOperator(const OperatorDef& def, Workspace* ws, bool wide = false);

 protected:
  bool InputIsQuantized(int i) const { return InputIsType<Int8Tensor>(i); }
  // The elements of input i, quantized or not.
  const Tensor& Elements(int i) const { return InputIsQuantized(i) ? OperatorBase::Input<Int8Tensor>(i).t : Input(i); }

  // Output `output` = value(i), an integer still without the zero point, clamped. `relu`: to no less than 0.
  template <typename Value>
  void Write(const Dims& dims, const QParams& p, Value value, bool relu = false, int output = 0) {
    const int64_t n = NumElements(dims), low = relu ? p.zero : 0;
    const auto clamped = [&](int64_t i) {
      return std::min<int64_t>(std::max<int64_t>(static_cast<int64_t>(value(i)) + p.zero, low), TopValue(kBits));
    };
    if (args_.dequantize_output) {
      WriteFloats(dims, [&](int64_t i) { return p.Real(static_cast<float>(clamped(i))); }, output);
      return;
    }
    Tensor& t = QuantizedOutput(dims, p, output);
    DispatchTypes<uint8_t, uint16_t>(t.dtype(), [&](auto zero) {
      auto* y = t.mutable_data<decltype(zero)>();
      for (int64_t i = 0; i < n; ++i) y[i] = static_cast<decltype(zero)>(clamped(i));
    });
  }
  template <typename Value>
  void WriteFloats(const Dims& dims, Value value, int output = 0) {
    float* y = Output(output, dims, DType::kFloat)->mutable_data<float>();
    const int64_t n = NumElements(dims);
    for (int64_t i = 0; i < n; ++i) y[i] = value(i);
  }
  // Real values, to the nearest step.
  void WriteReal(const Tensor& real, const QParams& p, int output = 0) {
    const float* x = real.data<float>();
    Write(real.dims(), p, [&](int64_t i) { return Quantize(x[i], p) - p.zero; }, false, output);
  }
  Tensor& QuantizedOutput(const Dims& dims, const QParams& p, int output = 0);
  // What the arguments say the output's quantization is, the operator that follows before Y_scale.
  std::optional<QParams> GivenParams() const;

  const LowpArgs args_;

 private:
  const bool wide_;
};

// A kernel that has the float operator compute.
class TwinOperator : public LowpOperator {
 public:
  // The twin gets the first `inputs` inputs, by default all, and as many outputs as there are or `outputs`.
  TwinOperator(const OperatorDef& def, Workspace* ws, const std::string& twin, bool wide = false, int inputs = -1, int outputs = 1);

 protected:
  // Input i as floats: dequantized, or as it is.
  void FeedReal(int i);
  void FeedReal() {
    for (int i = 0; i < twin_.inputs(); ++i) FeedReal(i);
  }
  // Input i as integers without the zero point.
  QParams FeedQuantized(int i, bool symmetric);
  // Input i as the real values that it has once quantized.
  void FeedRounded(int i, bool symmetric) {
    const QParams p = FeedQuantized(i, symmetric);
    float* values = twin_.input(i)->mutable_data<float>();
    for (int64_t k = 0; k < twin_.input(i)->numel(); ++k) values[k] *= p.scale;
  }
  // A float input as such integers, with given parameters.
  void FeedQuantized(int i, const QParams& p, int32_t top = TopValue(kBits));
  // A quantized input as integers of another quantization, of up to `top`.
  void FeedRequantized(int i, const QParams& p, int32_t top = TopValue(kBits));
  // An input of another kind: indices, lengths.
  void FeedAsIs(int i) { twin_.input(i)->CopyFrom(Input(i)); }

  // From the arguments, or by running the twin on what was given to FeedReal. `relu`: the output is not negative.
  QParams OutputParams(bool relu = false);

  FloatTwin twin_;
};

// q of element i of a quantized tensor, of bytes or uint16.
template <typename Visit>
void ForEachQuantized(const Int8Tensor& x, Visit visit) {
  DispatchTypes<uint8_t, uint16_t>(x.t.dtype(), [&](auto zero) {
    const auto* q = x.t.data<decltype(zero)>();
    for (int64_t i = 0; i < x.t.numel(); ++i) visit(i, static_cast<int32_t>(q[i]));
  });
}

}  // namespace dnnlowp
}  // namespace netdef

#define DNNLOWP_NO_GRADIENT(type) SHOULD_NOT_DO_GRADIENT_BECAUSE(type, "quantized values are not differentiable")
