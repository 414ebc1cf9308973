// How the operators of quantized nets (netdef::Quantized...) make bytes of what they have computed. Their tensors are plain ones of
// uint8, one scale and zero point each, which the arguments tell: real value = scale * (q - zero point).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "netdef/broadcast.h"
#include "netdef/operator.h"
#include "ops/quantized/_byte_conv.h"

namespace netdef {
namespace quantized {

inline void CheckQuantization(const char* what, float scale, int32_t zero_point) {
  NETDEF_ENFORCE(std::isnormal(scale) && scale > 0, "the scale of ", what, " must be finite and positive, got ", scale);
  NETDEF_ENFORCE(zero_point >= 0 && zero_point <= 255, "the zero point of ", what, " must be in [0, 255], got ", zero_point);
}

struct InputArgs {
  float x_scale = 1;
  int32_t x_zero_point = 0;

  template <typename V>
  void Fields(V& v) {
    v("X_scale", x_scale, "Scale of X.");
    v("X_zero_point", x_zero_point, "Zero point of X.");
    if constexpr (V::kReads) CheckQuantization("X", x_scale, x_zero_point);
  }
};

struct OutputArgs {
  float y_scale = 1;
  int32_t y_zero_point = 0, low = 0, high = 255;

  template <typename V>
  void Fields(V& v) {
    v("Y_scale", y_scale, "Scale of Y.");
    v("Y_zero_point", y_zero_point, "Zero point of Y.");
    v("low", low, "Smallest byte of Y: an activation that cuts off.");
    v("high", high, "Largest byte of Y.");
    if constexpr (V::kReads) {
      CheckQuantization("Y", y_scale, y_zero_point);
      NETDEF_ENFORCE(low >= 0 && low <= high && high <= 255, "expected 0 <= low <= high <= 255, got ", low, " and ", high);
    }
  }

  uint8_t Limited(float x) const {
    return static_cast<uint8_t>(std::min(std::max(std::nearbyint(x) + static_cast<float>(y_zero_point), static_cast<float>(low)), static_cast<float>(high)));
  }
};

// Of layers that may take in a sum with another tensor: Y = quantize(dequantize(t) + dequantize(addend)), where t is the layer's own result, quantized.
struct LayerArgs : InputArgs, OutputArgs {
  float product_scale = 0, addend_scale = 1;
  int32_t product_zero_point = 0, addend_zero_point = 0;

  template <typename V>
  void Fields(V& v) {
    InputArgs::Fields(v);
    OutputArgs::Fields(v);
    v("product_scale", product_scale, "With an addend: scale of the result before the sum.");
    v("product_zero_point", product_zero_point, "With an addend: zero point of the result before the sum.");
    v("addend_scale", addend_scale, "Scale of the addend.");
    v("addend_zero_point", addend_zero_point, "Zero point of the addend.");
    if constexpr (V::kReads) {
      CheckQuantization("the addend", addend_scale, addend_zero_point);
      if (product_scale != 0) CheckQuantization("the product", product_scale, product_zero_point);
    }
  }

  // What the sum of products is multiplied with, for weights of this scale.
  float Scale(float w_scale) const { return x_scale * w_scale / (product_scale != 0 ? product_scale : y_scale); }

  byte_conv::Output Output() const {
    byte_conv::Output o;
    o.low = low;
    o.high = high;
    o.adds = product_scale != 0;
    o.zero = o.adds ? product_zero_point : y_zero_point;
    if (o.adds) {
      o.own = product_scale / y_scale;
      o.other = addend_scale / y_scale;
      o.offset = -(static_cast<float>(product_zero_point) * o.own + static_cast<float>(addend_zero_point) * o.other);
      o.sum_zero = y_zero_point;
    }
    return o;
  }

  // The result as it is before a sum.
  uint8_t Product(float scaled) const {
    if (product_scale == 0) return Limited(scaled);
    return static_cast<uint8_t>(std::min(std::max(std::nearbyint(scaled) + static_cast<float>(product_zero_point), 0.0f), 255.0f));
  }
  uint8_t Sum(uint8_t product, uint8_t addend) const {
    return Limited((static_cast<float>(product - product_zero_point) * product_scale + static_cast<float>(addend - addend_zero_point) * addend_scale) / y_scale);
  }
};

// Scales of the filters: one, or one for each output.
inline float ScaleOf(const Tensor& scales, int64_t output) { return scales.data<float>()[scales.numel() == 1 ? 0 : output]; }

// `product` is the layer's result before the sum; returns the dims of Y.
inline Dims LayerDims(const LayerArgs& args, const ShapeInputs& in, int64_t outputs, Dims product) {
  NETDEF_ENFORCE(in[0].dtype == DType::kUint8 && in[1].dtype == DType::kInt8 && in[2].dtype == DType::kFloat && in[3].dtype == DType::kInt32,
                 "expected X of uint8, weights of int8, scales of float and a bias of int32, got ", DTypeName(in[0].dtype), ", ", DTypeName(in[1].dtype), ", ",
                 DTypeName(in[2].dtype), " and ", DTypeName(in[3].dtype));
  NETDEF_ENFORCE(NumElements(in[2].dims) == 1 || in[2].dims == Dims{outputs}, "expected one scale of the weights, or one for each of ", outputs, " outputs, got [", DimsString(in[2].dims), "]");
  NETDEF_ENFORCE(in[3].dims == Dims{outputs}, "expected a bias for each of ", outputs, " outputs, got [", DimsString(in[3].dims), "]");
  NETDEF_ENFORCE((in.size() > 4) == (args.product_scale != 0), "an addend and product_scale come together");
  if (in.size() < 5) return product;
  NETDEF_ENFORCE(in[4].dtype == DType::kUint8, "expected an addend of uint8, got ", DTypeName(in[4].dtype));
  return BroadcastPlan::ResultDims(product, in[4].dims);
}

// Y where there is an addend: plain kernels compute the product first.
inline void AddTo(const LayerArgs& args, const Dims& dims, const std::vector<uint8_t>& product, const Tensor& addend, Tensor* y) {
  BroadcastMap(BroadcastPlan(dims, addend.dims()), product.data(), addend.data<uint8_t>(), y->mutable_data<uint8_t>(),
               [&](uint8_t a, uint8_t b) { return args.Sum(a, b); });
}

}  // namespace quantized
}  // namespace netdef
