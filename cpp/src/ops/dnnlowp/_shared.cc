#include "ops/dnnlowp/_shared.h"

#include <algorithm>
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {
namespace dnnlowp {

QParams ChooseParams(float min, float max, bool symmetric, int bits) {
  NETDEF_ENFORCE(std::isfinite(min) && std::isfinite(max), "values between ", min, " and ", max, " cannot be quantized");
  const double top = TopValue(bits);
  double low = std::min(min, 0.0f), high = std::max(max, 0.0f);
  symmetric = symmetric && low < 0 && high > 0;
  if (symmetric) {
    const double half = (top + 1) / 2, unit = std::max(-low / half, high / (half - 1));
    low = -half * unit;
    high = (half - 1) * unit;
  }
  QParams p;
  p.scale = static_cast<float>((high - low) / top);
  if (p.scale == 0 || std::isinf(1 / p.scale)) p.scale = 0.1f;
  // The end of the range that is represented more exactly decides where 0 is.
  const double at_low = low / p.scale, at_high = high / p.scale;
  const double zero = symmetric ? (top + 1) / 2 : std::abs(at_low) < top + std::abs(at_high) ? -at_low : top - at_high;
  p.zero = static_cast<int32_t>(std::nearbyint(std::min(std::max(zero, 0.0), top)));
  return p;
}

QParams ChooseParams(const Tensor& values, bool symmetric, int bits) {
  const float* x = values.data<float>();
  float low = 0, high = 0;  // 0 is in every range
  for (int64_t i = 0; i < values.numel(); ++i) {
    low = std::min(low, x[i]);  // NaN changes nothing
    high = std::max(high, x[i]);
  }
  return ChooseParams(low, high, symmetric, bits);
}

int32_t Quantize(float x, const QParams& p, int32_t top) {
  const float q = std::nearbyint(x * (1.0f / p.scale) + static_cast<float>(p.zero));
  return q < static_cast<float>(top) ? static_cast<int32_t>(std::max(q, 0.0f)) : top;  // NaN too is the largest value, as in Caffe2
}

FloatTwin::FloatTwin(const OperatorDef& def, const std::string& type, int inputs, int outputs) {
  auto twin = std::make_shared<OperatorDef>(def);
  twin->set_type(type);
  twin->clear_engine();
  twin->clear_input();
  twin->clear_output();
  for (int i = 0; i < inputs; ++i) {
    const std::string name = "in" + std::to_string(i);
    inputs_.push_back(workspace_.CreateBlob(name)->GetMutable<Tensor>());
    twin->add_input(name);
  }
  const OpSchema* schema = OpSchemaRegistry::Schema(type);
  outputs = std::max({outputs, def.output_size(), schema == nullptr ? 0 : schema->min_output()});
  for (int i = 0; i < outputs; ++i) twin->add_output("out" + std::to_string(i));
  operator_ = CreateOperator(std::shared_ptr<const OperatorDef>(twin), &workspace_);
}

FloatTwin::~FloatTwin() = default;

const Tensor& FloatTwin::Run() {
  operator_->Run();
  return output(0);
}

const Tensor& FloatTwin::output(int i) const { return workspace_.GetBlob("out" + std::to_string(i))->Get<Tensor>(); }

LowpOperator::LowpOperator(const OperatorDef& def, Workspace* ws, bool wide)
    : Operator(def, ws), args_(ParseArgs<LowpArgs>(arguments())), wide_(wide) {
  NETDEF_ENFORCE(!args_.is_static || (std::isnormal(args_.scale) && args_.scale > 0), "Y_scale must be finite and positive, got ",
                 args_.scale);
  NETDEF_ENFORCE(args_.zero_point >= 0 && args_.zero_point <= TopValue(kBits), "Y_zero_point must be a byte, got ", args_.zero_point);
}

std::optional<QParams> LowpOperator::GivenParams() const {
  constexpr float kTanhRange = 3.0f, kSigmoidRange = 6.0f;  // what their tables cover
  if (args_.followed_by == "Tanh") return ChooseParams(-kTanhRange, kTanhRange, true);
  if (args_.followed_by == "Sigmoid") return ChooseParams(-kSigmoidRange, kSigmoidRange, true);
  if (args_.is_static) return QParams{args_.scale, args_.zero_point};
  return std::nullopt;
}

Tensor& LowpOperator::QuantizedOutput(const Dims& dims, const QParams& p, int output) {
  auto* y = OperatorBase::Output<Int8Tensor>(output);
  y->scale = p.scale;
  y->zero_point = p.zero;
  y->t.Resize(dims, wide_ ? DType::kUint16 : DType::kUint8);
  return y->t;
}

TwinOperator::TwinOperator(const OperatorDef& def, Workspace* ws, const std::string& twin, bool wide, int inputs, int outputs)
    : LowpOperator(def, ws, wide), twin_(def, twin, inputs < 0 ? def.input_size() : inputs, outputs) {}

void TwinOperator::FeedReal(int i) {
  if (!InputIsQuantized(i)) {
    FeedAsIs(i);
    return;
  }
  const auto& x = OperatorBase::Input<Int8Tensor>(i);
  const QParams p = ParamsOf(x);
  twin_.input(i)->Resize(x.t.dims(), DType::kFloat);
  float* real = twin_.input(i)->mutable_data<float>();
  ForEachQuantized(x, [&](int64_t at, int32_t q) { real[at] = p.Real(static_cast<float>(q)); });
}

QParams TwinOperator::FeedQuantized(int i, bool symmetric) {
  if (!InputIsQuantized(i)) {
    const QParams p = ChooseParams(Input(i), symmetric);
    FeedQuantized(i, p);
    return p;
  }
  const auto& x = OperatorBase::Input<Int8Tensor>(i);
  twin_.input(i)->Resize(x.t.dims(), DType::kFloat);
  float* values = twin_.input(i)->mutable_data<float>();
  ForEachQuantized(x, [&](int64_t at, int32_t q) { values[at] = static_cast<float>(q - x.zero_point); });
  return ParamsOf(x);
}

void TwinOperator::FeedQuantized(int i, const QParams& p, int32_t top) {
  const float* x = Input(i).data<float>();
  twin_.input(i)->Resize(Input(i).dims(), DType::kFloat);
  float* values = twin_.input(i)->mutable_data<float>();
  for (int64_t k = 0; k < Input(i).numel(); ++k) values[k] = static_cast<float>(Quantize(x[k], p, top) - p.zero);
}

void TwinOperator::FeedRequantized(int i, const QParams& p, int32_t top) {
  const auto& x = OperatorBase::Input<Int8Tensor>(i);
  const float factor = x.scale / p.scale;
  twin_.input(i)->Resize(x.t.dims(), DType::kFloat);
  float* values = twin_.input(i)->mutable_data<float>();
  ForEachQuantized(x, [&](int64_t at, int32_t q) {
    const int64_t moved = Requantize(static_cast<float>(q - x.zero_point), factor) + p.zero;
    values[at] = static_cast<float>(std::min<int64_t>(std::max<int64_t>(moved, 0), top) - p.zero);
  });
}

QParams TwinOperator::OutputParams(bool relu) {
  relu = relu || args_.followed_by == "Relu";
  const std::optional<QParams> given = GivenParams();
  if (!given) {
    const Tensor& y = twin_.Run();
    if (!relu) return ChooseParams(y, args_.preserve_activation_sparsity);
    const float* data = y.data<float>();
    const float high = y.numel() == 0 ? 0 : *std::max_element(data, data + y.numel());
    return ChooseParams(0, std::max(high, 0.0f));
  }
  return relu ? ChooseParams(0, given->Real(static_cast<float>(TopValue(kBits)))) : *given;
}

}  // namespace dnnlowp
}  // namespace netdef
