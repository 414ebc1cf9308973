#include "_dnnlowp.h"

#include <algorithm>
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {
namespace dnnlowp {

float Params::Quantize(float value) const {
  const float q = std::nearbyint(value / scale) + static_cast<float>(zero_point);
  return std::min(std::max(q, 0.0f), 255.0f);
}

Params ChooseParams(float min, float max, bool symmetric) {
  constexpr double kHighest = 255.0, kSmallestScale = 6.1e-5;
  double low = std::min(min, 0.0f), high = std::max(max, 0.0f);
  NETDEF_ENFORCE(std::isfinite(low) && std::isfinite(high), "values from ", low, " to ", high, " cannot be quantized");
  symmetric = symmetric && low < 0 && high > 0;
  if (symmetric) {
    const double step = std::max(low / -128.0, high / 127.0);
    low = step * -128.0;
    high = step * 127.0;
  }
  double scale = (high - low) / kHighest;
  if (static_cast<float>(scale) == 0.0f || std::isinf(1.0f / static_cast<float>(scale))) scale = 0.1;
  if (scale < kSmallestScale) {
    if (low != 0 && high != 0) low *= kSmallestScale / scale;
    if (low != 0 && high != 0) high *= kSmallestScale / scale;
    scale = kSmallestScale;
    if (low == 0) high = kSmallestScale * kHighest;
    if (high == 0) low = -kSmallestScale * kHighest;
  }
  Params params;
  params.scale = static_cast<float>(scale);
  if (symmetric) {
    params.zero_point = 128;
    return params;
  }
  // Exact at the end nearer to 0, then moved to an integer.
  const double from_low = -low / scale, from_high = kHighest - high / scale;
  const double zero = std::abs(low / scale) < kHighest + std::abs(high / scale) ? from_low : from_high;
  params.zero_point = static_cast<int32_t>(std::nearbyint(std::min(std::max(zero, 0.0), kHighest)));
  return params;
}

Params ChooseParams(const float* values, int64_t n, bool symmetric) {
  float low = 0, high = 0;
  for (int64_t i = 0; i < n; ++i) {
    NETDEF_ENFORCE(std::isfinite(values[i]), "a value of ", values[i], " cannot be quantized");
    low = i == 0 ? values[i] : std::min(low, values[i]);
    high = i == 0 ? values[i] : std::max(high, values[i]);
  }
  return ChooseParams(low, high, symmetric);
}

bool StaticParams(const OperatorBase& op, bool relu, Params* params) {
  if (!op.HasArgument("Y_scale") || !op.HasArgument("Y_zero_point")) return false;
  params->scale = op.GetSingleArgument<float>("Y_scale", 1.0f);
  params->zero_point = op.GetSingleArgument<int>("Y_zero_point", 0);
  NETDEF_ENFORCE(params->scale > 0, "Y_scale must be positive, got ", params->scale);
  if (relu) *params = ChooseParams(0.0f, params->Dequantize(255.0f), false);
  return true;
}

void Steps(const Int8Tensor& tensor, Tensor* out) {
  out->Resize(tensor.t.dims(), DType::kFloat);
  float* to = out->mutable_data<float>();
  const int32_t zero = tensor.zero_point;
  DispatchTypes<uint8_t, uint16_t, int32_t>(tensor.t.dtype(), [&](auto type) {
    using T = decltype(type);
    const T* from = tensor.t.data<T>();
    for (int64_t i = 0; i < tensor.t.numel(); ++i) to[i] = static_cast<float>(static_cast<int64_t>(from[i]) - zero);
  });
}

FloatOperator::FloatOperator(const OperatorDef& def, const std::string& type)
    : def_(std::make_unique<OperatorDef>(def)), ws_(std::make_unique<Workspace>()) {
  def_->set_type(type);
  def_->set_engine("");
  for (int i = 0; i < def.input_size(); ++i) {
    def_->set_input(i, "in" + std::to_string(i));
    ws_->CreateBlob(def_->input(i))->GetMutable<Tensor>();
  }
  for (int i = 0; i < def.output_size(); ++i) def_->set_output(i, "out" + std::to_string(i));
  op_ = CreateOperator(*def_, ws_.get());
}

FloatOperator::~FloatOperator() = default;

Tensor* FloatOperator::input(int i) { return ws_->GetBlob(def_->input(i))->GetMutable<Tensor>(); }

const Tensor& FloatOperator::output(int i) const { return ws_->GetBlob(def_->output(i))->Get<Tensor>(); }

void FloatOperator::Run() {
  NETDEF_ENFORCE(op_->Run(), "the float operator ", def_->type(), " failed");
}

void StoreRounded(const Tensor& real, const Params& params, bool dequantize, int bits, OperatorBase* op, int index) {
  const float* from = real.data<float>();
  const int64_t n = real.numel();
  if (dequantize) {
    Tensor* out = op->Output<Tensor>(index);
    out->Resize(real.dims(), DType::kFloat);
    float* to = out->mutable_data<float>();
    for (int64_t i = 0; i < n; ++i) to[i] = params.Dequantize(params.Quantize(from[i]));
    return;
  }
  Int8Tensor* out = op->Output<Int8Tensor>(index);
  out->scale = params.scale;
  out->zero_point = params.zero_point;
  out->t.Resize(real.dims(), bits == 16 ? DType::kUint16 : DType::kUint8);
  DispatchTypes<uint8_t, uint16_t>(out->t.dtype(), [&](auto type) {
    using T = decltype(type);
    T* to = out->t.mutable_data<T>();
    for (int64_t i = 0; i < n; ++i) to[i] = static_cast<T>(params.Quantize(from[i]));
  });
}

}  // namespace dnnlowp
}  // namespace netdef
