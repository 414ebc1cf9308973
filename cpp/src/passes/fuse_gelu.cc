// Gelu as exporters write it, x / 2 * (1 + erf(x / sqrt(2))), becomes one operator.
#include <cmath>
#include <optional>

#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/graph.h"

namespace netdef {
namespace {

std::optional<double> Scalar(const Graph& graph, const std::string& blob) {
  const Tensor* t = graph.Constant(blob);
  if (t == nullptr || t->dtype() != DType::kFloat || t->numel() != 1 || t->dim() > 1) return std::nullopt;
  return t->data<float>()[0];
}

bool Is(const Graph& graph, int i, const char* type) {
  return i >= 0 && graph.IsPure(i) && graph.op(i).domain().empty() && graph.op(i).type() == type && graph.op(i).output_size() == 1 &&
         !Arguments(graph.op(i)).Get<bool>("broadcast", false);
}

// For `op` of two inputs, one of them a constant near `value`: the other input.
std::optional<std::string> OtherThan(const Graph& graph, int i, double value, bool second_only) {
  const caffe2::OperatorDef& op = graph.op(i);
  if (op.input_size() != 2) return std::nullopt;
  for (int c = second_only ? 1 : 0; c < 2; ++c) {
    const std::optional<double> s = Scalar(graph, op.input(c));
    if (s && std::abs(*s - value) < 1e-4 * std::abs(value)) return op.input(1 - c);
  }
  return std::nullopt;
}

// x where `blob` is x / sqrt(2).
std::optional<std::string> ScaledDown(const Graph& graph, const std::string& blob) {
  const int i = graph.Producer(blob);
  if (Is(graph, i, "Div")) return OtherThan(graph, i, std::sqrt(2.0), true);
  if (Is(graph, i, "Mul")) return OtherThan(graph, i, std::sqrt(0.5), false);
  return std::nullopt;
}

// x where `blob` is x / 2.
std::optional<std::string> Halved(const Graph& graph, const std::string& blob) {
  const int i = graph.Producer(blob);
  if (Is(graph, i, "Div")) return OtherThan(graph, i, 2.0, true);
  if (Is(graph, i, "Mul")) return OtherThan(graph, i, 0.5, false);
  return std::nullopt;
}

// The other factor where `blob` is the only other input of product `i`.
std::optional<std::string> OtherFactor(const Graph& graph, int i, const std::string& blob) {
  if (!Is(graph, i, "Mul") || graph.op(i).input_size() != 2) return std::nullopt;
  return graph.op(i).input(graph.op(i).input(0) == blob ? 1 : 0);
}

bool FuseAt(Graph* graph, int erf) {
  const caffe2::OperatorDef& e = graph->op(erf);
  const std::optional<std::string> x = ScaledDown(*graph, e.input(0));
  const int plus_one = graph->OnlyReader(e.output(0));
  if (!x || !Is(*graph, plus_one, "Add") || !OtherThan(*graph, plus_one, 1.0, false)) return false;
  const std::string sum = graph->op(plus_one).output(0);
  const int product = graph->OnlyReader(sum);
  const std::optional<std::string> factor = product < 0 ? std::nullopt : OtherFactor(*graph, product, sum);
  if (!factor) return false;
  int last = -1;
  if (Halved(*graph, *factor) == x) {  // (x / 2) * (1 + erf)
    last = product;
  } else if (*factor == *x) {  // (x * (1 + erf)) / 2
    const int half = graph->OnlyReader(graph->op(product).output(0));
    const bool halves = (Is(*graph, half, "Mul") && OtherThan(*graph, half, 0.5, false)) || (Is(*graph, half, "Div") && OtherThan(*graph, half, 2.0, true));
    if (halves) last = half;
  }
  if (last < 0) return false;
  // What else led here goes when nobody reads it.
  graph->Replace(last, CreateOperatorDef("Gelu", graph->op(last).name(), {*x}, {graph->op(last).output(0)}));
  return true;
}

}  // namespace

int FuseGelu(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (Is(*graph, i, "Erf") && FuseAt(graph, i)) ++changes;
  }
  return changes;
}

}  // namespace netdef
