// The DNNLOWP engines: server-side 8-bit quantization of ordinary float operators.
//
// Inputs (float or quantized) are rounded to 8 bits, and so is the result. Between the two the float operator itself does
// the work, on integers where it is linear, so that only the order of roundings can differ from Caffe2's integer kernels:
// by one step where a value lies on the edge between two.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "netdef/operator.h"

namespace netdef {
namespace dnnlowp {

// real = scale * (q - zero_point)
struct Params {
  float scale = 1.0f;
  int32_t zero_point = 0;

  float Quantize(float value) const;  // of a byte, as a float
  float Dequantize(float q) const { return scale * (q - static_cast<float>(zero_point)); }
};

// For bytes that reach from min to max and can express 0. `symmetric` puts 0 into the middle where there are both signs.
Params ChooseParams(float min, float max, bool symmetric);
Params ChooseParams(const float* values, int64_t n, bool symmetric);

// The quantization that the arguments Y_scale and Y_zero_point ask for; with `relu`, for the part above 0.
bool StaticParams(const OperatorBase& op, bool relu, Params* params);

// Elements of an Int8Tensor (uint8, uint16 or int32) less its zero point.
void Steps(const Int8Tensor& tensor, Tensor* out);

// Another operator over the same arguments, with blobs of its own.
class FloatOperator {
 public:
  FloatOperator(const OperatorDef& def, const std::string& type);
  ~FloatOperator();
  Tensor* input(int i);
  const Tensor& output(int i) const;
  void Run();

 private:
  std::unique_ptr<OperatorDef> def_;
  std::unique_ptr<Workspace> ws_;
  std::unique_ptr<OperatorBase> op_;
};

// Writes real values to output `index` of `op`: rounded to bytes, stored in `bits` 8 or 16, or as floats again.
void StoreRounded(const Tensor& real, const Params& params, bool dequantize, int bits, OperatorBase* op, int index);

}  // namespace dnnlowp
}  // namespace netdef
