// What quantizing tools write - QuantizeLinear(operator(DequantizeLinear(x), ...)) - becomes an operator on bytes.
#include <cmath>
#include <set>

#include "core/pass_operator.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/activation_of.h"
#include "passes/graph.h"

namespace netdef {
namespace {

struct Scaling {
  float scale = 0;
  int32_t zero = 0;
  bool operator==(const Scaling& other) const { return scale == other.scale && zero == other.zero; }
  // The byte that stands for x.
  int32_t Byte(float x) const { return static_cast<int32_t>(std::min(std::max(std::nearbyint(x / scale) + static_cast<float>(zero), 0.0f), 255.0f)); }
};

bool IsLinear(const caffe2::OperatorDef& op, const char* type) { return op.domain() == "ai.onnx" && op.type() == type && op.input_size() >= 2; }

// The one scale and zero point of a (De)QuantizeLinear of uint8; empty for other kinds.
std::optional<Scaling> ScalingOf(const Graph& graph, const caffe2::OperatorDef& op) {
  const Arguments args(op);
  if (op.input_size() < 3 || op.input(2).empty()) return std::nullopt;
  const Tensor *scale = graph.Constant(op.input(1)), *zero = graph.Constant(op.input(2));
  if (scale == nullptr || zero == nullptr || scale->dtype() != DType::kFloat || zero->dtype() != DType::kUint8 || scale->numel() != 1 || zero->numel() != 1) return std::nullopt;
  if (args.Get<int>("block_size", 0) != 0 || args.Get<int>("output_dtype", 0) != 0 || args.Get<int>("precision", 0) != 0) return std::nullopt;
  const Scaling s{*scale->data<float>(), *zero->data<uint8_t>()};
  if (!std::isnormal(s.scale) || s.scale <= 0) return std::nullopt;
  return s;
}

// A blob of floats that are dequantized bytes.
struct Bytes {
  std::string blob;
  Scaling scaling;
};

std::optional<Bytes> BytesOf(const Graph& graph, const std::string& x) {
  const int producer = graph.Producer(x);
  if (producer < 0 || graph.IsPinned(x) || !IsLinear(graph.op(producer), "DequantizeLinear") || graph.IsPinned(graph.op(producer).input(0))) return std::nullopt;
  const std::optional<Scaling> scaling = ScalingOf(graph, graph.op(producer));
  if (!scaling) return std::nullopt;
  return Bytes{graph.op(producer).input(0), *scaling};
}

// Constant weights with a scale for each output, or one for all; the zero points are gone.
struct Weights {
  std::string blob, scales;
  std::vector<float> scale;  // of each output
  Dims dims;
};

// `axis`: that of the outputs. Weights of two dims with the outputs last are turned over.
std::optional<Weights> WeightsOf(Graph* graph, const std::string& w, int64_t axis) {
  const int producer = graph->Producer(w);
  if (producer < 0 || !IsLinear(graph->op(producer), "DequantizeLinear")) return std::nullopt;
  const caffe2::OperatorDef def = graph->op(producer);
  const Arguments args(def);
  const Tensor *q = graph->Constant(def.input(0)), *scale = graph->Constant(def.input(1));
  const Tensor* zero = def.input_size() > 2 && !def.input(2).empty() ? graph->Constant(def.input(2)) : nullptr;
  if (q == nullptr || scale == nullptr || (q->dtype() != DType::kInt8 && q->dtype() != DType::kUint8) || scale->dtype() != DType::kFloat) return std::nullopt;
  if (q->dims().size() < 2 || args.Get<int>("block_size", 0) != 0 || args.Get<int>("output_dtype", 0) != 0) return std::nullopt;
  if (def.input_size() > 2 && !def.input(2).empty() && (zero == nullptr || zero->dtype() != q->dtype() || zero->numel() != scale->numel())) return std::nullopt;
  const auto rank = static_cast<int64_t>(q->dims().size());
  const int64_t outputs = q->dim(static_cast<int>(axis)), along = args.Get<int>("axis", 1);
  if (scale->numel() != 1 && (scale->dims() != Dims{outputs} || (along < 0 ? along + rank : along) != axis)) return std::nullopt;

  Weights weights;
  for (int64_t m = 0; m < outputs; ++m) {
    weights.scale.push_back(scale->data<float>()[scale->numel() == 1 ? 0 : m]);
    if (!std::isnormal(weights.scale.back()) || weights.scale.back() <= 0) return std::nullopt;
  }
  weights.scales = def.input(1);
  weights.dims = q->dims();
  const auto at = [](const Tensor& t, int64_t i) { return t.dtype() == DType::kInt8 ? static_cast<int32_t>(t.data<int8_t>()[i]) : static_cast<int32_t>(t.data<uint8_t>()[i]); };
  bool as_it_is = q->dtype() == DType::kInt8 && axis == 0;
  for (int64_t i = 0; zero != nullptr && i < zero->numel(); ++i) as_it_is = as_it_is && at(*zero, i) == 0;
  weights.blob = def.input(0);
  if (as_it_is) return weights;
  if (axis != 0) std::swap(weights.dims[0], weights.dims[1]);
  Tensor made(weights.dims, DType::kInt8);
  const int64_t depth = q->numel() / std::max<int64_t>(1, outputs);
  for (int64_t m = 0; m < outputs; ++m) {
    const int32_t z = zero == nullptr ? 0 : at(*zero, zero->numel() == 1 ? 0 : m);
    for (int64_t i = 0; i < depth; ++i) {
      const int32_t value = at(*q, axis == 0 ? m * depth + i : i * outputs + m) - z;
      if (value < -128 || value > 127) return std::nullopt;
      made.mutable_data<int8_t>()[m * depth + i] = static_cast<int8_t>(value);
    }
  }
  weights.blob = graph->AddConstant(def.input(0) + ":signed", std::move(made));
  return weights;
}

// The bias in int32, of scale x_scale * w_scale; empty where it does not fit, or where rounding it would be seen in the result.
std::string BiasOf(Graph* graph, const caffe2::OperatorDef& layer, const Weights& w, float x_scale, float y_scale) {
  const auto outputs = static_cast<int64_t>(w.scale.size());
  std::vector<double> values(w.scale.size(), 0.0);
  std::string like = w.blob + ":bias";
  if (layer.input_size() > 2 && !layer.input(2).empty()) {
    const int producer = graph->Producer(layer.input(2));
    const Tensor* floats = graph->Constant(layer.input(2));
    like = layer.input(2);
    if (floats != nullptr) {
      if (floats->dtype() != DType::kFloat || floats->numel() != outputs) return "";
      std::copy_n(floats->data<float>(), outputs, values.begin());
    } else {
      if (producer < 0 || !IsLinear(graph->op(producer), "DequantizeLinear")) return "";
      const caffe2::OperatorDef& def = graph->op(producer);
      const Tensor *q = graph->Constant(def.input(0)), *scale = graph->Constant(def.input(1));
      const Tensor* zero = def.input_size() > 2 && !def.input(2).empty() ? graph->Constant(def.input(2)) : nullptr;
      if (q == nullptr || scale == nullptr || q->dtype() != DType::kInt32 || q->numel() != outputs || scale->dtype() != DType::kFloat) return "";
      if ((scale->numel() != 1 && scale->numel() != outputs) || (def.input_size() > 2 && !def.input(2).empty() && zero == nullptr)) return "";
      for (int64_t i = 0; zero != nullptr && i < zero->numel(); ++i) {
        if (zero->dtype() != DType::kInt32 || zero->data<int32_t>()[i] != 0) return "";
      }
      for (int64_t m = 0; m < outputs; ++m) values[static_cast<size_t>(m)] = static_cast<double>(q->data<int32_t>()[m]) * scale->data<float>()[scale->numel() == 1 ? 0 : m];
    }
  }
  Tensor bias({outputs}, DType::kInt32);
  for (int64_t m = 0; m < outputs; ++m) {
    const double unit = static_cast<double>(x_scale) * w.scale[static_cast<size_t>(m)], value = std::nearbyint(values[static_cast<size_t>(m)] / unit);
    constexpr double kLimit = 1 << 30;
    if (!(std::abs(value) < kLimit)) return "";
    if (unit > 0.1 * y_scale && std::abs(value * unit - values[static_cast<size_t>(m)]) > 1e-3 * y_scale) return "";
    bias.mutable_data<int32_t>()[m] = static_cast<int32_t>(value);
  }
  return graph->AddConstant(like + ":int32", std::move(bias));
}

bool IsPlainImage(const caffe2::OperatorDef& op) { return Arguments(op).Get<std::string>("order", "NCHW") == "NCHW"; }

// A quantized operator in the making.
struct Made {
  caffe2::OperatorDef def;

  Made(const char* type, const caffe2::OperatorDef& from) : def(from) {
    def.set_domain(NETDEF_DOMAIN);
    def.set_type(type);
    def.clear_input();
    def.clear_engine();
  }
  Made& Input(const std::string& name) {
    def.add_input(name);
    return *this;
  }
  template <typename T>
  Made& Arg(const char* name, T value) {
    *def.add_arg() = MakeArgument(name, value);
    return *this;
  }
  Made& ScalingArgs(const std::string& of, const Scaling& s) { return Arg((of + "_scale").c_str(), s.scale).Arg((of + "_zero_point").c_str(), s.zero); }
};

std::optional<Made> QuantizedLayer(Graph* graph, const caffe2::OperatorDef& op, const Scaling& y) {
  static const std::set<std::string> kConvs = {"Conv", "Conv1D", "Conv2D"};
  const Arguments args(op);
  const bool conv = kConvs.count(op.type()) != 0, fc = op.type() == "FC" && args.Get<int>("axis_w", 1) == 1;
  // A product with a constant matrix, as MatMul is imported.
  const bool product = op.type() == "BatchMatMul" && args.Get<bool>("broadcast", false) && !args.Get<bool>("trans_a", false);
  if ((!conv && !fc && !product) || op.input_size() < 2 || !op.engine().empty() || (conv && !IsPlainImage(op))) return std::nullopt;
  const std::optional<Bytes> x = BytesOf(*graph, op.input(0));
  const std::optional<Weights> w = x ? WeightsOf(graph, op.input(1), product && !args.Get<bool>("trans_b", false) ? 1 : 0) : std::nullopt;
  if (!w || (conv ? w->dims.size() < 3 || w->dims.size() > 4 : w->dims.size() != 2)) return std::nullopt;
  const std::string bias = BiasOf(graph, op, *w, x->scaling.scale, y.scale);
  if (bias.empty()) return std::nullopt;
  Made made(conv ? "QuantizedConv" : "QuantizedFC", op);
  if (product) made.Arg("axis", -1);
  made.Input(x->blob).Input(w->blob).Input(w->scales).Input(bias).ScalingArgs("X", x->scaling);
  return made;
}

std::optional<Made> QuantizedSum(const Graph& graph, const caffe2::OperatorDef& op) {
  if ((op.type() != "Add" && op.type() != "Sum") || op.input_size() != 2 || Arguments(op).Get<bool>("broadcast", false)) return std::nullopt;
  const std::optional<Bytes> a = BytesOf(graph, op.input(0)), b = BytesOf(graph, op.input(1));
  if (!a || !b) return std::nullopt;
  Made made("QuantizedSum", op);
  made.Input(a->blob).Input(b->blob).ScalingArgs("A", a->scaling).ScalingArgs("B", b->scaling);
  return made;
}

std::optional<Made> QuantizedAveragePool(const Graph& graph, const caffe2::OperatorDef& op) {
  static const std::set<std::string> kTypes = {"AveragePool", "AveragePool1D", "AveragePool2D"};
  const std::optional<Bytes> x = kTypes.count(op.type()) != 0 && IsPlainImage(op) ? BytesOf(graph, op.input(0)) : std::nullopt;
  if (!x) return std::nullopt;
  Made made("QuantizedAveragePool", op);
  made.Input(x->blob).ScalingArgs("X", x->scaling);
  return made;
}

std::optional<Made> QuantizedConcat(const Graph& graph, const caffe2::OperatorDef& op) {
  if (op.type() != "Concat" || op.output_size() > 2 || Arguments(op).Get<int>("add_axis", 0) != 0) return std::nullopt;
  // The sizes of the parts, the second output, are gone.
  if (op.output_size() > 1 && (graph.IsOutput(op.output(1)) || !graph.Readers(op.output(1)).empty())) return std::nullopt;
  const Arguments args(op);
  Made made("QuantizedConcat", op);
  made.def.mutable_output()->DeleteSubrange(1, op.output_size() - 1);
  made.def.clear_arg();
  std::vector<float> scales;
  std::vector<int> zeros;
  for (const std::string& name : op.input()) {
    const std::optional<Bytes> x = BytesOf(graph, name);
    if (!x) return std::nullopt;
    made.Input(x->blob);
    scales.push_back(x->scaling.scale);
    zeros.push_back(x->scaling.zero);
  }
  const bool last = args.Get<std::string>("order", "NCHW") == "NHWC";
  made.Arg("axis", args.Get<int>("axis", last ? -1 : 1)).Arg("X_scales", scales).Arg("X_zero_points", zeros);
  return made;
}

// Operators that hand on elements, on bytes: where input and output have one scaling.
std::optional<caffe2::OperatorDef> OnBytes(const Graph& graph, const caffe2::OperatorDef& op, const Scaling& y) {
  static const std::set<std::string> kMaxPools = {"MaxPool", "MaxPool1D", "MaxPool2D"};
  static const std::set<std::string> kMoves = {"Flatten", "Reshape", "Squeeze", "ExpandDims", "Transpose"};
  const bool pools = kMaxPools.count(op.type()) != 0 && op.output_size() == 1 && IsPlainImage(op);
  if (!pools && kMoves.count(op.type()) == 0) return std::nullopt;
  caffe2::OperatorDef def = op;
  if (pools) {
    def.set_domain(NETDEF_DOMAIN);
    def.set_type("QuantizedMaxPool");
    def.clear_engine();
  }
  const std::optional<Bytes> x = BytesOf(graph, op.input(0));
  if (!x || !(x->scaling == y)) return std::nullopt;
  def.set_input(0, x->blob);
  return def;
}

bool FuseOne(Graph* graph, int quantize) {
  const caffe2::OperatorDef q = graph->op(quantize);
  const std::optional<Scaling> y = IsLinear(q, "QuantizeLinear") ? ScalingOf(*graph, q) : std::nullopt;
  if (!y || !graph->IsPure(quantize)) return false;
  // There and back.
  const std::optional<Bytes> same = BytesOf(*graph, q.input(0));
  if (same && same->scaling == *y && !graph->IsOutput(q.output(0))) {
    graph->Remove(quantize);
    graph->Redirect(q.output(0), same->blob);
    return true;
  }
  int producer = graph->Producer(q.input(0));
  if (producer < 0 || graph->OnlyReader(q.input(0)) != quantize || !graph->IsPure(producer)) return false;
  // An activation that cuts off does the same to bytes.
  int32_t low = 0, high = 255;
  int activation = -1;
  const std::optional<ActivationFunction> function = ActivationOf(graph->op(producer));
  using Kind = ActivationFunction::Kind;
  if (function && (function->kind == Kind::kRelu || function->kind == Kind::kClip)) {
    low = y->Byte(function->alpha);
    if (function->kind == Kind::kClip) high = y->Byte(function->beta);
    activation = producer;
    const std::string& x = graph->op(activation).input(0);
    producer = graph->Producer(x);
    if (low > high || producer < 0 || graph->OnlyReader(x) != activation || !graph->IsPure(producer)) return false;
  }
  const caffe2::OperatorDef op = graph->op(producer);
  if (!op.domain().empty() || op.input_size() == 0) return false;
  std::optional<Made> made = QuantizedLayer(graph, op, *y);
  if (!made) made = QuantizedSum(*graph, op);
  if (!made) made = QuantizedAveragePool(*graph, op);
  if (!made) made = QuantizedConcat(*graph, op);
  caffe2::OperatorDef def;
  if (made) {
    made->ScalingArgs("Y", *y);
    if (low != 0) made->Arg("low", low);
    if (high != 255) made->Arg("high", high);
    def = std::move(made->def);
  } else {
    const std::optional<caffe2::OperatorDef> moved = activation < 0 ? OnBytes(*graph, op, *y) : std::nullopt;
    if (!moved) return false;
    def = *moved;
  }
  def.set_output(0, q.output(0));
  graph->Remove(quantize);
  if (activation >= 0) graph->Remove(activation);
  graph->Replace(producer, std::move(def));
  return true;
}

}  // namespace

int FuseQuantized(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) changes += !graph->IsRemoved(i) && FuseOne(graph, i);
  return changes;
}

}  // namespace netdef
