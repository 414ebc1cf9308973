// Engines DNNLOWP* of Conv, ConvRelu, FC, BatchMatMul and their Int8 names: products of integers in 32 bits, requantized.
//
// _ROWWISE: each row of the weights of FC has a quantization of its own. _ACC16 accumulated in 16 bits on some
// processors, after it had split off large weights; here the sums are exact under every engine.
#include <cmath>

#include "core/image_layout.h"

#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

// Scales of the weights: one, or one for each of equal parts of them.
using Scales = std::vector<float>;

class ProductBase : public TwinOperator {
 public:
  using TwinOperator::TwinOperator;

 protected:
  // The weights are quantized in `parts`. part(i), channel(i): which part and which bias element i of the output has;
  // bias_part(c): in whose steps bias c is.
  template <typename Part, typename Channel, typename BiasPart>
  void Run(bool relu, int64_t parts, bool exact_floats, Part part, Channel channel, BiasPart bias_part) {
    const bool floats = exact_floats && args_.dequantize_output;
    QParams p;
    if (!floats) {
      FeedReal(0);
      FeedReal(1);
      if (HasBias()) FeedRealBias();
      p = OutputParams(relu);
    }
    const QParams x = FeedQuantized(0, args_.preserve_activation_sparsity);
    const Scales w = FeedWeights(parts);
    if (HasBias()) FeedZeroBias();
    const Tensor& sums = twin_.Run();
    const float* acc = sums.data<float>();
    const auto part_scale = [&](int64_t k) { return x.scale * (w.size() == 1 ? w[0] : w[static_cast<size_t>(k)]); };
    const auto scale = [&](int64_t i) { return part_scale(part(i)); };
    const auto bias_step = [&](int64_t c) { return part_scale(bias_part(c)); };
    if (floats) {
      const std::vector<float> bias = RealBias(bias_step);
      WriteFloats(sums.dims(), [&](int64_t i) {
        const int64_t c = channel(i);
        const float y = acc[i] * scale(i) + (bias.empty() ? 0.0f : bias[static_cast<size_t>(c)]);
        return relu ? std::max(y, 0.0f) : y;
      });
      return;
    }
    const std::vector<float> bias = IntegerBias(bias_step);
    Write(sums.dims(), p, [&](int64_t i) {
      const int64_t c = channel(i);
      return std::nearbyint((acc[i] + (bias.empty() ? 0.0f : bias[static_cast<size_t>(c)])) * (scale(i) / p.scale));
    }, relu || args_.followed_by == "Relu");
  }

 private:
  bool HasBias() const { return twin_.inputs() > 2; }
  bool BiasIsInteger() const { return InputIsType<Int8Tensor>(2); }

  Scales FeedWeights(int64_t parts) {
    if (parts == 1 || InputIsQuantized(1)) return {FeedQuantized(1, args_.preserve_weight_sparsity).scale};
    const Tensor& w = Input(1);
    NETDEF_ENFORCE(parts > 0 && w.numel() % parts == 0, "weights of shape [", DimsString(w.dims()), "] cannot be cut into ", parts,
                   " equal parts");
    const int64_t width = w.numel() / parts;
    twin_.input(1)->Resize(w.dims(), DType::kFloat);
    const float* from = w.data<float>();
    float* to = twin_.input(1)->mutable_data<float>();
    Scales scales;
    for (int64_t r = 0; r < parts; ++r, from += width, to += width) {
      const auto range = width > 0 ? std::minmax_element(from, from + width) : std::make_pair(from, from);
      const QParams p = width > 0 ? ChooseParams(*range.first, *range.second, args_.preserve_weight_sparsity) : QParams();
      scales.push_back(p.scale);
      for (int64_t k = 0; k < width; ++k) to[k] = static_cast<float>(Quantize(from[k], p) - p.zero);
    }
    return scales;
  }

  void FeedRealBias() {
    if (!BiasIsInteger()) {
      FeedAsIs(2);
      return;
    }
    const auto& b = OperatorBase::Input<Int8Tensor>(2);
    twin_.input(2)->Resize(b.t.dims(), DType::kFloat);
    const int32_t* values = b.t.data<int32_t>();
    for (int64_t i = 0; i < b.t.numel(); ++i) twin_.input(2)->mutable_data<float>()[i] = b.scale * static_cast<float>(values[i]);
  }
  void FeedZeroBias() {
    Tensor* b = twin_.input(2);
    b->Resize(Elements(2).dims(), DType::kFloat);
    std::fill_n(b->mutable_data<float>(), b->numel(), 0.0f);
  }
  // The bias in units of the sums: step(c) for channel c.
  template <typename Step>
  std::vector<float> IntegerBias(Step step) const {
    std::vector<float> bias;
    if (HasBias() && BiasIsInteger()) {
      const Tensor& b = OperatorBase::Input<Int8Tensor>(2).t;
      bias.assign(b.data<int32_t>(), b.data<int32_t>() + b.numel());
    } else if (HasBias()) {
      bias.assign(Input(2).data<float>(), Input(2).data<float>() + Input(2).numel());
      for (size_t c = 0; c < bias.size(); ++c) bias[c] = std::nearbyint(bias[c] / step(static_cast<int64_t>(c)));
    }
    return bias;
  }
  template <typename Step>
  std::vector<float> RealBias(Step step) const {
    if (HasBias() && !BiasIsInteger()) return {Input(2).data<float>(), Input(2).data<float>() + Input(2).numel()};
    std::vector<float> bias = IntegerBias(step);
    for (size_t c = 0; c < bias.size(); ++c) bias[c] *= step(static_cast<int64_t>(c));
    return bias;
  }
};

template <bool kRelu, bool kWide>
class ConvOp final : public ProductBase {
 public:
  ConvOp(const OperatorDef& def, Workspace* ws)
      : ProductBase(def, ws, "Conv", kWide),
        order_(StorageOrderFromString(arguments().Get<std::string>("order", "NCHW"))),
        groups_(arguments().Get<int>("group", 1)),
        group_wise_(arguments().Get<bool>("quantize_groupwise", false)) {}
  bool RunOnDevice() override {
    const Tensor& x = Elements(0);
    const Tensor& w = Elements(1);
    NETDEF_ENFORCE(x.dim() > 2 && w.dim() == x.dim(), "expected an image and a filter, got shapes [", DimsString(x.dims()),
                   "] and [", DimsString(w.dims()), "]");
    const int64_t channels = std::max<int64_t>(1, w.dim(0)), parts = group_wise_ ? groups_ : 1, width = std::max<int64_t>(1, channels / parts);
    const auto channel = [&](int64_t i) { return order_ == StorageOrder::kNHWC ? i % channels : i / Pixels() % channels; };
    Run(kRelu, parts, true, [&](int64_t i) { return channel(i) / width; }, channel, [=](int64_t c) { return c / width; });
    return true;
  }

 private:
  int64_t Pixels() const { return std::max<int64_t>(1, ImageDims(twin_.output(0).dims(), order_).pixels); }

  const StorageOrder order_;
  const int groups_;
  const bool group_wise_;
};

template <bool kRelu, bool kRowWise, bool kWide>
class FCOp final : public ProductBase {
 public:
  FCOp(const OperatorDef& def, Workspace* ws) : ProductBase(def, ws, "FC", kWide, 3) {}
  bool RunOnDevice() override {
    const Tensor& b = Elements(2);
    const int64_t channels = std::max<int64_t>(1, b.numel());
    const auto channel = [=](int64_t i) { return i % channels; };
    // As in Caffe2, the bias is in steps of the first row throughout.
    Run(kRelu, kRowWise ? channels : 1, true, channel, channel, [](int64_t) { return 0; });
    return true;
  }
};

template <bool kWide>
class BatchMatMulOp final : public ProductBase {
 public:
  BatchMatMulOp(const OperatorDef& def, Workspace* ws)
      : ProductBase(def, ws, "BatchMatMul", kWide), constant_(arguments().Get<bool>("constant_B", false)) {}
  bool RunOnDevice() override {
    // A constant B is quantized matrix by matrix.
    const Tensor& b = Elements(1);
    const int64_t matrices = constant_ && b.dim() > 2 ? std::max<int64_t>(1, SizeOfBatch(b.dims())) : 1;
    const bool vector = Elements(0).dim() == 1;  // times a matrix: one row
    const auto matrix = [&](int64_t i) {
      if (matrices == 1) return int64_t{0};
      const Dims& y = twin_.output(0).dims();
      return i / ((vector ? 1 : y[y.size() - 2]) * y.back()) % matrices;
    };
    const auto none = [](int64_t) { return 0; };
    Run(false, matrices, constant_, matrix, none, none);
    const Dims& dims = twin_.output(0).dims();
    if (!args_.dequantize_output && !args_.is_static && dims.size() > 2 && SizeOfBatch(dims) == 0) QuantizedOutput(dims, {});
    return true;
  }

 private:
  static int64_t SizeOfBatch(const Dims& dims) { return NumElements(Dims(dims.begin(), dims.end() - 2)); }

  const bool constant_;
};

OPERATOR_SCHEMA(Int8BatchMatMul)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engine DNNLOWP, which sizes its output itself")
    .SetDoc("Batched matrix product of quantized tensors, under engine DNNLOWP; see BatchMatMul.")
    .Input(0, "A", "Int8Tensor or float tensor.")
    .Input(1, "B", "Int8Tensor or float tensor.")
    .Output(0, "Y", "Int8Tensor.");

OPERATOR_SCHEMA(Int8FCRelu)
    .NumInputs(3, 4)
    .NumOutputs(1, 4)
    .Args<LowpArgs>()
    .ShapeDependsOnData("it exists only under engines DNNLOWP*, which size their output themselves")
    .SetDoc("Int8FC followed by Relu, under engine DNNLOWP or DNNLOWP_ROWWISE.")
    .Input(0, "X", "Int8Tensor or float tensor.")
    .Input(1, "W", "Int8Tensor or float tensor.")
    .Input(2, "b", "Float vector, or Int8Tensor of int32.")
    .Input(3, "Qparam", "Ignored.")
    .Output(0, "Y", "Int8Tensor.");

REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv, DNNLOWP, ConvOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv, DNNLOWP_16, ConvOp<false, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv, DNNLOWP_ACC16, ConvOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ConvRelu, DNNLOWP, ConvOp<true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ConvRelu, DNNLOWP_16, ConvOp<true, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(ConvRelu, DNNLOWP_ACC16, ConvOp<true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Conv, DNNLOWP, ConvOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Conv, DNNLOWP_ACC16, ConvOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8ConvRelu, DNNLOWP, ConvOp<true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8ConvRelu, DNNLOWP_ACC16, ConvOp<true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP, FCOp<false, false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_16, FCOp<false, false, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_ACC16, FCOp<false, false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_ROWWISE, FCOp<false, true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, DNNLOWP_ROWWISE_16, FCOp<false, true, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FC, DNNLOWP, FCOp<false, false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FC, DNNLOWP_ACC16, FCOp<false, false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FC, DNNLOWP_ROWWISE, FCOp<false, true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FCRelu, DNNLOWP, FCOp<true, false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8FCRelu, DNNLOWP_ROWWISE, FCOp<true, true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(BatchMatMul, DNNLOWP, BatchMatMulOp<false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(BatchMatMul, DNNLOWP_16, BatchMatMulOp<true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8BatchMatMul, DNNLOWP, BatchMatMulOp<false>);
DNNLOWP_NO_GRADIENT(Int8BatchMatMul);
DNNLOWP_NO_GRADIENT(Int8FCRelu);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
