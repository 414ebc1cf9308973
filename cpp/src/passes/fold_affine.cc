// What multiplies and shifts channels after a convolution or fully connected layer goes into its weights and bias:
// SpatialBN in test mode, AffineChannel, Mul and Add with one constant for each channel.
#include <cmath>

#include "netdef/arguments.h"
#include "passes/fused.h"

namespace netdef {
namespace {

// y = scale * x + shift for each channel.
struct Affine {
  std::vector<double> scale, shift;
};

using Values = std::vector<double>;

// `t` as one value for each channel of X; empty where it is none. `axis` < 0: aligned at the end.
Values ChannelValues(const Tensor* t, const Layer& layer, int axis) {
  if (t == nullptr || t->dtype() != DType::kFloat) return {};
  const auto channels = static_cast<size_t>(layer.channels);
  const float* data = t->data<float>();
  if (t->numel() == 1 && (axis < 0 ? t->dims().size() <= layer.rank : true)) return Values(channels, data[0]);
  if (layer.any_rank && axis < 0 && t->dims() == Dims{layer.channels}) return Values(data, data + channels);
  if (layer.rank == 0 || t->numel() != layer.channels) return {};
  const size_t channel_axis = layer.channels_last ? layer.rank - 1 : 1;
  Dims dims = t->dims();
  if (axis >= 0) {
    dims.insert(dims.begin(), static_cast<size_t>(axis), 1);
    if (dims.size() < layer.rank) dims.resize(layer.rank, 1);
  } else if (dims.size() <= layer.rank) {
    dims.insert(dims.begin(), layer.rank - dims.size(), 1);
  }
  if (dims.size() != layer.rank || dims[channel_axis] != layer.channels) return {};
  return Values(data, data + channels);
}

std::optional<Affine> BatchNorm(const Graph& graph, const caffe2::OperatorDef& op, const Layer& layer) {
  const Arguments args(op);
  if (op.output_size() != 1 || op.input_size() != 5 || args.Get<int>("is_test", 0) == 0) return std::nullopt;
  if ((args.Get<std::string>("order", "NCHW") == "NHWC") != layer.channels_last) return std::nullopt;
  const float* v[4];
  for (int i = 0; i < 4; ++i) {
    const Tensor* t = graph.Constant(op.input(i + 1));
    if (t == nullptr || t->dtype() != DType::kFloat || t->dims() != Dims{layer.channels}) return std::nullopt;
    v[i] = t->data<float>();
  }
  const double epsilon = args.Get<float>("epsilon", 1e-5f);
  Affine a;
  for (int64_t c = 0; c < layer.channels; ++c) {
    const double scale = v[0][c] / std::sqrt(static_cast<double>(v[3][c]) + epsilon);
    a.scale.push_back(scale);
    a.shift.push_back(v[1][c] - v[2][c] * scale);
  }
  return a;
}

// The affine map that `op` is of its input `x`.
std::optional<Affine> AffineOf(const Graph& graph, const caffe2::OperatorDef& op, const std::string& x, const Layer& layer) {
  if (!op.domain().empty() || op.output_size() != 1) return std::nullopt;
  const auto channels = static_cast<size_t>(layer.channels);
  const Arguments args(op);
  if (op.type() == "SpatialBN" && op.input(0) == x) return layer.convolution ? BatchNorm(graph, op, layer) : std::nullopt;
  if (op.type() == "AffineChannel" && op.input_size() == 3 && op.input(0) == x && layer.convolution) {
    if ((args.Get<std::string>("order", "NCHW") == "NHWC") != layer.channels_last) return std::nullopt;
    const Dims dims{layer.channels};
    const Tensor *scale = graph.Constant(op.input(1)), *shift = graph.Constant(op.input(2));
    if (scale == nullptr || shift == nullptr || scale->dims() != dims || shift->dims() != dims) return std::nullopt;
    return Affine{ChannelValues(scale, layer, layer.channels_last ? -1 : 1), ChannelValues(shift, layer, layer.channels_last ? -1 : 1)};
  }
  if (op.type() == "Scale" && op.input_size() == 1) return Affine{Values(channels, args.Get<float>("scale", 1.0f)), Values(channels, 0.0)};
  const bool add = op.type() == "Add" || op.type() == "Sub", mul = op.type() == "Mul";
  if ((!add && !mul) || op.input_size() != 2) return std::nullopt;
  const bool broadcast = args.Get<bool>("broadcast", false);
  if (args.Has("axis_str") || (op.input(1) == x && (broadcast || op.type() == "Sub"))) return std::nullopt;
  const Tensor* other = graph.Constant(op.input(0) == x ? op.input(1) : op.input(0));
  Values v = ChannelValues(other, layer, broadcast ? args.Get<int>("axis", -1) : -1);
  if (v.empty()) return std::nullopt;
  if (mul) return Affine{std::move(v), Values(channels, 0.0)};
  if (op.type() == "Sub") {
    for (double& value : v) value = -value;
  }
  return Affine{Values(channels, 1.0), std::move(v)};
}

// The output channel that element i of the weights counts for.
class ChannelOf {
 public:
  ChannelOf(const caffe2::OperatorDef& op, const Layer& layer, const Tensor& w) {
    const int64_t groups = Arguments(op).Get<int>("group", 1);
    if (!layer.transposed) {
      inner_ = w.numel() / layer.channels;
      modulo_ = layer.channels;
    } else if (!layer.convolution) {
      inner_ = 1;
      modulo_ = layer.channels;
    } else {  // [inputs, outputs / group, kernel...] or [inputs, kernel..., outputs / group]
      modulo_ = layer.channels / groups;
      inner_ = layer.channels_last ? 1 : w.size_from_dim(2);
      per_group_ = w.numel() / groups;
    }
  }
  int64_t operator()(int64_t i) const {
    return i / inner_ % modulo_ + (per_group_ > 0 ? i / per_group_ * modulo_ : 0);
  }

 private:
  int64_t inner_ = 1, modulo_ = 1, per_group_ = 0;
};

void Fold(Graph* graph, int producer, const Layer& layer, const Affine& affine, const std::string& y) {
  caffe2::OperatorDef def = graph->op(producer);
  const Tensor& w = *graph->Constant(def.input(1));
  const ChannelOf channel(def, layer, w);
  bool scales = false;
  for (double s : affine.scale) scales = scales || s != 1.0;
  if (scales) {
    Tensor folded(w.dims(), DType::kFloat);
    const float* from = w.data<float>();
    float* to = folded.mutable_data<float>();
    for (int64_t i = 0; i < w.numel(); ++i) to[i] = static_cast<float>(from[i] * affine.scale[static_cast<size_t>(channel(i))]);
    def.set_input(1, graph->AddConstant(def.input(1) + ":folded", std::move(folded)));
  }
  Tensor bias({layer.channels}, DType::kFloat);
  const float* old = def.input_size() > 2 ? graph->Constant(def.input(2))->data<float>() : nullptr;
  for (int64_t c = 0; c < layer.channels; ++c) {
    const auto i = static_cast<size_t>(c);
    bias.mutable_data<float>()[c] = static_cast<float>((old != nullptr ? old[c] : 0.0) * affine.scale[i] + affine.shift[i]);
  }
  const std::string name = graph->AddConstant(def.input(1) + ":bias", std::move(bias));
  def.input_size() > 2 ? def.set_input(2, name) : def.add_input(name);
  def.set_output(0, y);
  graph->Replace(producer, std::move(def));
}

}  // namespace

int FoldAffine(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i)) continue;
    const caffe2::OperatorDef op = graph->op(i);
    for (const std::string& x : op.input()) {
      const int producer = graph->Producer(x);
      if (producer < 0 || graph->OnlyReader(x) != i || graph->op(producer).input_size() > 3) continue;
      if (!Arguments(graph->op(producer)).Get<std::string>("activation", "").empty()) continue;
      const std::optional<Layer> layer = LayerOf(*graph, producer);
      const std::optional<Affine> affine = layer ? AffineOf(*graph, op, x, *layer) : std::nullopt;
      if (!affine) continue;
      graph->Remove(i);
      Fold(graph, producer, *layer, *affine, op.output(0));
      ++changes;
      break;
    }
  }
  return changes;
}

}  // namespace netdef
