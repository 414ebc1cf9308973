// Conversion between any two element types.
#pragma once

#include "netdef/tensor.h"

namespace netdef {
inline namespace onnx_cast {  // other families have things of the same names

struct ConvertOptions {
  bool saturate = true;  // float8: what is too large becomes the largest number, not infinity or NaN
  Float8E8M0::Rounding e8m0_rounding = Float8E8M0::Rounding::kUp;
};

// `to` gets the shape of `from`. Floats become integers by cutting off the fraction; what is too large for the target wraps
// around. Strings are numbers as Python writes them.
void ConvertTensor(const Tensor& from, DType dtype, const ConvertOptions& options, Tensor* to);

}  // namespace onnx_cast
}  // namespace netdef
