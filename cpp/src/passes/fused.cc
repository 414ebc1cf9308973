#include "passes/fused.h"

#include <algorithm>
#include <set>

#include "core/engines.h"
#include "core/pass_operator.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/activation_of.h"

namespace netdef {
namespace {

bool IsConv(const std::string& type) {
  return type == "Conv" || type == "Conv1D" || type == "Conv2D" || type == "Conv3D" || type == "FusedConv";
}

}  // namespace

std::optional<Layer> LayerOf(const Graph& graph, int i) {
  if (!graph.IsPure(i)) return std::nullopt;
  const caffe2::OperatorDef& op = graph.op(i);
  if (!op.domain().empty() && op.domain() != NETDEF_DOMAIN) return std::nullopt;
  Layer layer;
  const Arguments args(op);
  layer.convolution = IsConv(op.type()) || op.type() == "ConvTranspose";
  layer.transposed = op.type() == "ConvTranspose" || op.type() == "FCTransposed" || (op.type() == "FusedFC" && args.Get<bool>("transposed", false));
  if (!layer.convolution && op.type() != "FC" && op.type() != "FCTransposed" && op.type() != "FusedFC") return std::nullopt;
  if (MayTakeOtherEngine(op) || (!layer.convolution && !op.engine().empty())) return std::nullopt;  // engines of FC round their inputs
  const Tensor* w = graph.Constant(op.input(1));
  if (w == nullptr || w->dtype() != DType::kFloat || w->dim() < 2) return std::nullopt;
  const std::string order = args.Get<std::string>("order", "NCHW");
  layer.channels_last = layer.convolution && (order == "NHWC" || order == "nhwc");
  if (layer.convolution) {
    layer.rank = static_cast<size_t>(w->dim());
    const int64_t groups = args.Get<int>("group", 1);
    layer.channels = layer.transposed ? w->dim(layer.channels_last ? w->dim() - 1 : 1) * groups : w->dim(0);
  } else {
    const int axis_w = args.Get<int>("axis_w", 1), axis = args.Get<int>("axis", 1);
    if (axis_w != 1 || w->dim() != 2) return std::nullopt;
    layer.rank = axis == 1 ? 2 : 0;
    layer.any_rank = axis == -1;
    layer.channels = w->dim(layer.transposed ? 1 : 0);
  }
  if (op.input_size() > 2) {
    const Tensor* b = graph.Constant(op.input(2));
    if (b == nullptr || b->dims() != Dims{layer.channels} || b->dtype() != DType::kFloat) return std::nullopt;
  }
  return layer;
}

size_t RankOf(const Graph& graph, const std::string& blob) {
  if (const std::optional<int> rank = graph.Rank(blob)) return static_cast<size_t>(*rank);
  const int producer = graph.Producer(blob);
  if (producer < 0) return 0;
  if (ActivationOf(graph.op(producer))) return RankOf(graph, graph.op(producer).input(0));
  const std::optional<Layer> layer = LayerOf(graph, producer);
  return layer && layer->convolution ? layer->rank : 0;
}

std::optional<caffe2::OperatorDef> AsFused(Graph* graph, int i) {
  const std::optional<Layer> layer = LayerOf(*graph, i);
  if (!layer || graph->op(i).type() == "ConvTranspose") return std::nullopt;
  caffe2::OperatorDef def = graph->op(i);
  if (def.domain() == NETDEF_DOMAIN) return def;
  def.set_domain(NETDEF_DOMAIN);
  def.clear_engine();
  def.set_type(layer->convolution ? "FusedConv" : "FusedFC");
  if (!layer->convolution && layer->transposed) *def.add_arg() = MakeArgument("transposed", 1);
  // Arguments that the plain operator ignores are unknown to the fused one, and as harmless.
  if (def.input_size() < 3) {
    Tensor zeros({layer->channels}, DType::kFloat);
    std::fill_n(zeros.mutable_data<float>(), layer->channels, 0.0f);
    def.add_input(graph->AddConstant(def.input(1) + ":bias", std::move(zeros)));
  }
  return def;
}

}  // namespace netdef
