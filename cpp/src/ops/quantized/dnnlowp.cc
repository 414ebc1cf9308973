// Operators under the engines DNNLOWP, DNNLOWP_16, DNNLOWP_ACC16, DNNLOWP_ROWWISE: see _dnnlowp.h.
//
// ACC16 differed in how sums are kept, 16 in the type of the output; ROWWISE gives each row of FC's weights a scale of
// its own. Weights are quantized again in every run.
#include "_dnnlowp.h"

namespace netdef {
namespace {

using dnnlowp::Params;

// What the result's quantization comes from, where no arguments give it.
enum class From { kResult, kInput };

// How an operator is run in 8 bits.
struct Plan {
  const char* type;            // the float operator
  uint32_t quantized;          // bit i: input i is rounded to 8 bits (the last bit: and all that follow)
  int bias = -1;               // an input that is added to products of the first two
  bool linear = false;         // a product of inputs 0 and 1
  From from = From::kResult;
  bool relu = false;           // followed by Relu
};

constexpr uint32_t kAll = 0xFFFFFFFFu;
constexpr Plan kAdd{"Add", kAll}, kMul{"Mul", kAll}, kSum{"Sum", kAll};
constexpr Plan kSumRelu{"Sum", kAll, -1, false, From::kResult, true};
constexpr Plan kAveragePool{"AveragePool", 1};
constexpr Plan kMaxPool{"MaxPool", 1, -1, false, From::kInput};
constexpr Plan kRelu{"Relu", 1, -1, false, From::kInput};
constexpr Plan kChannelShuffle{"ChannelShuffle", 1, -1, false, From::kInput};
constexpr Plan kGather{"Gather", 1, -1, false, From::kInput};
constexpr Plan kConcat{"Concat", kAll};
constexpr Plan kElementwiseLinear{"ElementwiseLinear", 3};
constexpr Plan kGroupNorm{"GroupNorm", 1}, kSpatialBN{"SpatialBN", 1}, kLSTMUnit{"LSTMUnit", 7};
constexpr Plan kSpatialBNRelu{"SpatialBN", 1, -1, false, From::kResult, true};
constexpr Plan kBatchMatMul{"BatchMatMul", 3, -1, true};
constexpr Plan kConv{"Conv", 3, 2, true}, kFC{"FC", 3, 2, true};
constexpr Plan kConvRelu{"Conv", 3, 2, true, From::kResult, true}, kFCRelu{"FC", 3, 2, true, From::kResult, true};

template <const Plan& kPlan, int kBits = 8, bool kRowwise = false>
class DnnLowpOp final : public Operator<CPUContext> {
 public:
  DnnLowpOp(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws), float_op_(def, kPlan.type) {
    dequantize_ = GetSingleArgument<bool>("dequantize_output", false);
    symmetric_ = GetSingleArgument<bool>("preserve_activation_sparsity", false);
    symmetric_weights_ = GetSingleArgument<bool>("preserve_weight_sparsity", false);
    fixed_ = dnnlowp::StaticParams(*this, kPlan.relu, &fixed_params_);
    if (std::string(kPlan.type) == "SpatialBN" && OutputSize() > 1) {
      throw UnsupportedOperatorFeature("DNNLOWP normalises in test mode only");
    }
  }

  bool RunOnDevice() override {
    std::vector<Params> wanted(static_cast<size_t>(OutputSize()), fixed_params_);
    const bool exact = kPlan.linear && dequantize_;  // not rounded
    if (!fixed_ && kPlan.from == From::kResult && !exact) FindRanges(&wanted);
    params_.assign(static_cast<size_t>(InputSize()), Params());
    rows_.clear();
    for (int i = 0; i < InputSize(); ++i) FeedRounded(i);
    if (kPlan.linear && kPlan.bias >= 0 && kPlan.bias < InputSize()) FeedBias(exact);
    float_op_.Run();
    if (!fixed_ && kPlan.from == From::kInput) wanted[0] = params_[0];
    for (int i = 0; i < OutputSize(); ++i) Store(i, wanted[static_cast<size_t>(i)], exact);
    return true;
  }

 private:
  static bool IsRounded(int i) { return (kPlan.quantized >> std::min(i, 31)) & 1u; }

  // Runs the float operator on what the inputs really are.
  void FindRanges(std::vector<Params>* wanted) {
    for (int i = 0; i < InputSize(); ++i) {
      Tensor* to = float_op_.input(i);
      if (InputIsType<Int8Tensor>(i)) {
        const Int8Tensor& from = OperatorBase::Input<Int8Tensor>(i);
        dnnlowp::Steps(from, to);
        float* values = to->mutable_data<float>();
        for (int64_t k = 0; k < to->numel(); ++k) values[k] *= from.scale;
      } else {
        to->CopyFrom(Input(i));
      }
    }
    float_op_.Run();
    for (int i = 0; i < OutputSize(); ++i) {
      if (!HasResult(i)) continue;
      const Tensor& result = float_op_.output(i);
      std::vector<float> values(result.data<float>(), result.data<float>() + result.numel());
      if (kPlan.relu) {
        for (float& v : values) v = std::max(v, 0.0f);
      }
      (*wanted)[static_cast<size_t>(i)] = dnnlowp::ChooseParams(values.data(), result.numel(), symmetric_);
    }
  }

  // Whether output i holds results (and no by-product such as the sizes that Concat gives).
  bool HasResult(int i) const {
    return (i == 0 || std::string(kPlan.type) == "LSTMUnit") && float_op_.output(i).IsType<float>();
  }

  // Linear operators get steps, the others real values on the grid of the steps.
  void FeedRounded(int i) {
    Tensor* to = float_op_.input(i);
    Params& params = params_[static_cast<size_t>(i)];
    const bool steps = kPlan.linear && i < 2;
    if (InputIsType<Int8Tensor>(i)) {
      const Int8Tensor& from = OperatorBase::Input<Int8Tensor>(i);
      params = {from.scale, from.zero_point};
      dnnlowp::Steps(from, to);
      if (steps) {
        // Caffe2 knew the scale of the first row only, and multiplied the others by 0.
        if (kRowwise && i == 1) rows_.assign(static_cast<size_t>(to->dim(0)), Params{0.0f, 0});
        if (kRowwise && i == 1 && !rows_.empty()) rows_[0] = params;
      } else {
        Scale(params.scale, to);
      }
      return;
    }
    to->CopyFrom(Input(i));
    if (!IsRounded(i) || !to->IsType<float>()) return;
    const bool symmetric = kPlan.linear && i == 1 ? symmetric_weights_ : symmetric_;
    if (kRowwise && i == 1) {
      const int64_t rows = to->dim(0), columns = rows > 0 ? to->numel() / rows : 0;
      for (int64_t r = 0; r < rows; ++r) {
        float* row = to->mutable_data<float>() + r * columns;
        rows_.push_back(dnnlowp::ChooseParams(row, columns, symmetric));
        Round(rows_.back(), true, columns, row);
      }
      return;
    }
    params = dnnlowp::ChooseParams(to->data<float>(), to->numel(), symmetric);
    Round(params, steps, to->numel(), to->mutable_data<float>());
  }

  static void Round(const Params& params, bool steps, int64_t n, float* values) {
    const auto zero = static_cast<float>(params.zero_point);
    for (int64_t i = 0; i < n; ++i) {
      const float q = params.Quantize(values[i]);
      values[i] = steps ? q - zero : params.Dequantize(q);
    }
  }
  static void Scale(float factor, Tensor* tensor) {
    float* values = tensor->mutable_data<float>();
    for (int64_t i = 0; i < tensor->numel(); ++i) values[i] *= factor;
  }

  float WeightScale(int64_t channel) const {
    return rows_.empty() ? params_[1].scale : rows_[static_cast<size_t>(channel) % rows_.size()].scale;
  }

  // The bias in steps of the product.
  void FeedBias(bool exact) {
    Tensor* to = float_op_.input(kPlan.bias);
    if (InputIsType<Int8Tensor>(kPlan.bias)) {
      dnnlowp::Steps(OperatorBase::Input<Int8Tensor>(kPlan.bias), to);
      return;
    }
    to->CopyFrom(Input(kPlan.bias));
    float* values = to->mutable_data<float>();
    for (int64_t i = 0; i < to->numel(); ++i) {
      const float step = params_[0].scale * WeightScale(i);
      values[i] = step == 0.0f ? 0.0f : exact ? values[i] / step : std::nearbyint(values[i] / step);
    }
  }

  void Store(int i, const Params& wanted, bool exact) {
    const Tensor& result = float_op_.output(i);
    if (!HasResult(i)) {
      if (result.has_storage()) Output(i)->CopyFrom(result);
      return;
    }
    real_.CopyFrom(result);
    float* values = real_.mutable_data<float>();
    const int64_t n = real_.numel(), channels = rows_.empty() ? 1 : static_cast<int64_t>(rows_.size());
    for (int64_t k = 0; k < n; ++k) {
      if (kPlan.linear) values[k] *= params_[0].scale * WeightScale(k % channels);
      if (kPlan.relu) values[k] = std::max(values[k], 0.0f);
    }
    if (exact) {
      Output(i)->CopyFrom(real_);
    } else {
      dnnlowp::StoreRounded(real_, wanted, dequantize_, kBits, this, i);
    }
  }

  dnnlowp::FloatOperator float_op_;
  bool dequantize_, symmetric_, symmetric_weights_, fixed_;
  Params fixed_params_;
  std::vector<Params> params_, rows_;  // of the inputs; of the rows of weights
  Tensor real_;
};

// Tanh and Sigmoid read and write fixed scales, whatever scale the input says it has; the ends of the range saturate.
template <bool kSigmoid>
class DnnLowpSquashOp final : public Operator<CPUContext> {
 public:
  using Operator<CPUContext>::Operator;

  bool RunOnDevice() override {
    constexpr float kEnd = kSigmoid ? 6.0f : 3.0f;
    const Params in{kEnd / 127.0f, 128}, out = kSigmoid ? Params{1.0f / 254.0f, 0} : Params{1.0f / 127.0f, 128};
    Tensor real;
    if (InputIsType<Int8Tensor>(0)) {
      Int8Tensor as_is = OperatorBase::Input<Int8Tensor>(0);
      as_is.zero_point = in.zero_point;
      dnnlowp::Steps(as_is, &real);
    } else {
      real.CopyFrom(Input(0));
      float* x = real.mutable_data<float>();
      for (int64_t i = 0; i < real.numel(); ++i) x[i] = in.Quantize(x[i]) - static_cast<float>(in.zero_point);
    }
    float* y = real.mutable_data<float>();
    for (int64_t i = 0; i < real.numel(); ++i) {
      const float x = y[i] * in.scale;
      const float t = std::abs(y[i]) >= 127.0f ? std::copysign(1.0f, x) : std::tanh(kSigmoid ? x / 2 : x);
      y[i] = kSigmoid ? (t + 1.0f) / 2.0f : t;
    }
    dnnlowp::StoreRounded(real, out, GetSingleArgument<bool>("dequantize_output", false), 8, this, 0);
    return true;
  }
};

template <int kBits>
class DnnLowpQuantizeOp final : public Operator<CPUContext> {
 public:
  using Operator<CPUContext>::Operator;

  bool RunOnDevice() override {
    const Tensor& x = Input(0);
    Params params;
    const std::string next = GetSingleArgument<std::string>("followed_by", "");
    if (next == "Tanh" || next == "Sigmoid") {
      params = {(next == "Tanh" ? 3.0f : 6.0f) / 127.0f, 128};
    } else if (!dnnlowp::StaticParams(*this, false, &params)) {
      params = dnnlowp::ChooseParams(x.data<float>(), x.numel(),
                                     GetSingleArgument<bool>("preserve_activation_sparsity", false));
    }
    dnnlowp::StoreRounded(x, params, false, kBits, this, 0);
    return true;
  }
};

class DnnLowpDequantizeOp final : public Operator<CPUContext> {
 public:
  using Operator<CPUContext>::Operator;

  bool RunOnDevice() override {
    const Int8Tensor& x = OperatorBase::Input<Int8Tensor>(0);
    dnnlowp::Steps(x, Output(0));
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Output(0)->numel(); ++i) y[i] *= x.scale;
    return true;
  }
};

// Types that only these engines serve.
std::function<void(OpSchema&)> Served(const char* doc) {
  return [doc](OpSchema& schema) {
    schema.NumInputs(1, OpSchema::kMany)
        .NumOutputs(1, OpSchema::kMany)
        .AllowInplace([](int, int) { return true; })
        .ShapeDependsOnData("it is that of the float operator")
        .Arg("dequantize_output", "Give the result as floats again.")
        .Arg("Y_scale", "Scale of the result; by default found from its range.")
        .Arg("Y_zero_point", "Zero point of the result, together with Y_scale.")
        .Arg("preserve_activation_sparsity", "0 is in the middle of the range of inputs and results.")
        .Arg("preserve_weight_sparsity", "0 is in the middle of the range of the weights.")
        .SetDoc(std::string(doc) + " in 8 bits, under the engine DNNLOWP only.\n\nInputs may be float or quantized; "
                "arguments are those of the float operator.");
  };
}

OPERATOR_SCHEMA(Quantize).NumInputs(1, 2).NumOutputs(1).ShapeDependsOnData("it is that of the input").SetDoc(
    "Quantizes a float tensor to bytes over its own range, under the engine DNNLOWP only.")
    .Arg("Y_scale", "Scale of the result; by default found from its range.")
    .Arg("Y_zero_point", "Zero point of the result, together with Y_scale.")
    .Arg("followed_by", "Tanh or Sigmoid: quantize over the range that operator takes.")
    .Arg("preserve_activation_sparsity", "0 is in the middle of the range.")
    .Input(0, "X", "Float tensor.")
    .Output(0, "X_q", "Int8Tensor.");
OPERATOR_SCHEMA(Dequantize).NumInputs(1).NumOutputs(1).ShapeDependsOnData("it is that of the input").SetDoc(
    "Turns a quantized tensor into floats, under the engine DNNLOWP only.")
    .Input(0, "X_q", "Int8Tensor.")
    .Output(0, "X", "Float tensor.");
OPERATOR_SCHEMA(Int8BatchMatMul).FillUsing(Served("BatchMatMul"));
OPERATOR_SCHEMA(Int8ElementwiseLinear).FillUsing(Served("ElementwiseLinear"));
OPERATOR_SCHEMA(Int8FCRelu).FillUsing(Served("FC, then Relu,"));
OPERATOR_SCHEMA(Int8Gather).FillUsing(Served("Gather"));
OPERATOR_SCHEMA(Int8GroupNorm).FillUsing(Served("GroupNorm"));
OPERATOR_SCHEMA(Int8LSTMUnit).FillUsing(Served("LSTMUnit"));
OPERATOR_SCHEMA(Int8Mul).FillUsing(Served("Mul"));
OPERATOR_SCHEMA(Int8SpatialBN).FillUsing(Served("SpatialBN"));
OPERATOR_SCHEMA(Int8SpatialBNRelu).FillUsing(Served("SpatialBN, then Relu,"));
OPERATOR_SCHEMA(Int8Tanh).FillUsing(Served("Tanh"));
#define NO_DNNLOWP_GRADIENT(type) SHOULD_NOT_DO_GRADIENT_BECAUSE(type, "quantized values are not differentiable")
NO_DNNLOWP_GRADIENT(Quantize);
NO_DNNLOWP_GRADIENT(Dequantize);
NO_DNNLOWP_GRADIENT(Int8BatchMatMul);
NO_DNNLOWP_GRADIENT(Int8ElementwiseLinear);
NO_DNNLOWP_GRADIENT(Int8FCRelu);
NO_DNNLOWP_GRADIENT(Int8Gather);
NO_DNNLOWP_GRADIENT(Int8GroupNorm);
NO_DNNLOWP_GRADIENT(Int8LSTMUnit);
NO_DNNLOWP_GRADIENT(Int8Mul);
NO_DNNLOWP_GRADIENT(Int8SpatialBN);
NO_DNNLOWP_GRADIENT(Int8SpatialBNRelu);
NO_DNNLOWP_GRADIENT(Int8Tanh);

// Each under its own name and with the prefix Int8.
#define REGISTER_DNNLOWP(type, engine, ...)                          \
  REGISTER_CPU_OPERATOR_WITH_ENGINE(type, engine, __VA_ARGS__);      \
  REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8##type, engine, __VA_ARGS__)

REGISTER_DNNLOWP(Add, DNNLOWP, DnnLowpOp<kAdd>);
REGISTER_DNNLOWP(Mul, DNNLOWP, DnnLowpOp<kMul>);
REGISTER_DNNLOWP(Sum, DNNLOWP, DnnLowpOp<kSum>);
REGISTER_DNNLOWP(SumRelu, DNNLOWP, DnnLowpOp<kSumRelu>);
REGISTER_DNNLOWP(AveragePool, DNNLOWP, DnnLowpOp<kAveragePool>);
REGISTER_DNNLOWP(MaxPool, DNNLOWP, DnnLowpOp<kMaxPool>);
REGISTER_DNNLOWP(Relu, DNNLOWP, DnnLowpOp<kRelu>);
REGISTER_DNNLOWP(ChannelShuffle, DNNLOWP, DnnLowpOp<kChannelShuffle>);
REGISTER_DNNLOWP(Gather, DNNLOWP, DnnLowpOp<kGather>);
REGISTER_DNNLOWP(Concat, DNNLOWP, DnnLowpOp<kConcat>);
REGISTER_DNNLOWP(ElementwiseLinear, DNNLOWP, DnnLowpOp<kElementwiseLinear>);
REGISTER_DNNLOWP(GroupNorm, DNNLOWP, DnnLowpOp<kGroupNorm>);
REGISTER_DNNLOWP(SpatialBN, DNNLOWP, DnnLowpOp<kSpatialBN>);
REGISTER_DNNLOWP(LSTMUnit, DNNLOWP, DnnLowpOp<kLSTMUnit>);
REGISTER_DNNLOWP(BatchMatMul, DNNLOWP, DnnLowpOp<kBatchMatMul>);
REGISTER_DNNLOWP(Conv, DNNLOWP, DnnLowpOp<kConv>);
REGISTER_DNNLOWP(Conv, DNNLOWP_ACC16, DnnLowpOp<kConv>);
REGISTER_DNNLOWP(ConvRelu, DNNLOWP, DnnLowpOp<kConvRelu>);
REGISTER_DNNLOWP(ConvRelu, DNNLOWP_ACC16, DnnLowpOp<kConvRelu>);
REGISTER_DNNLOWP(FC, DNNLOWP, DnnLowpOp<kFC>);
REGISTER_DNNLOWP(FC, DNNLOWP_ACC16, DnnLowpOp<kFC>);
REGISTER_DNNLOWP(FC, DNNLOWP_ROWWISE, DnnLowpOp<kFC, 8, true>);
REGISTER_DNNLOWP(Tanh, DNNLOWP, DnnLowpSquashOp<false>);
REGISTER_DNNLOWP(Sigmoid, DNNLOWP, DnnLowpSquashOp<true>);
REGISTER_DNNLOWP(Quantize, DNNLOWP, DnnLowpQuantizeOp<8>);
REGISTER_DNNLOWP(Quantize, DNNLOWP_ROWWISE, DnnLowpQuantizeOp<8>);
REGISTER_DNNLOWP(Dequantize, DNNLOWP, DnnLowpDequantizeOp);
REGISTER_DNNLOWP(Dequantize, DNNLOWP_ROWWISE, DnnLowpDequantizeOp);

REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FCRelu, DNNLOWP, DnnLowpOp<kFCRelu>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FCRelu, DNNLOWP_ROWWISE, DnnLowpOp<kFCRelu, 8, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8SpatialBNRelu, DNNLOWP, DnnLowpOp<kSpatialBNRelu>);

REGISTER_CPU_OPERATOR_WITH_ENGINE(AveragePool, DNNLOWP_16, DnnLowpOp<kAveragePool, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(MaxPool, DNNLOWP_16, DnnLowpOp<kMaxPool, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Relu, DNNLOWP_16, DnnLowpOp<kRelu, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ChannelShuffle, DNNLOWP_16, DnnLowpOp<kChannelShuffle, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Sum, DNNLOWP_16, DnnLowpOp<kSum, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(SumRelu, DNNLOWP_16, DnnLowpOp<kSumRelu, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(BatchMatMul, DNNLOWP_16, DnnLowpOp<kBatchMatMul, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv, DNNLOWP_16, DnnLowpOp<kConv, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ConvRelu, DNNLOWP_16, DnnLowpOp<kConvRelu, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_16, DnnLowpOp<kFC, 16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_ROWWISE_16, DnnLowpOp<kFC, 16, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP_16, DnnLowpQuantizeOp<16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Quantize, DNNLOWP_ROWWISE_16, DnnLowpQuantizeOp<16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP_16, DnnLowpDequantizeOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Dequantize, DNNLOWP_ROWWISE_16, DnnLowpDequantizeOp);

}  // namespace
}  // namespace netdef
