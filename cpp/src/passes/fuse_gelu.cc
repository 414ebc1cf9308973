// Gelu as exporters write it, x / 2 * (1 + erf(x / sqrt(2))) or its approximation by tanh, becomes one operator.
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
  const std::string &a = graph.op(i).input(0), &b = graph.op(i).input(1);
  return a == blob ? std::optional(b) : b == blob ? std::optional(a) : std::nullopt;
}

// Whether `blob` is x^3: a power, or x * (x * x).
bool IsCube(const Graph& graph, const std::string& blob, const std::string& x) {
  const int i = graph.Producer(blob);
  if (Is(graph, i, "Pow")) return graph.op(i).input_size() == 1 && graph.op(i).input(0) == x && Arguments(graph.op(i)).Get<float>("exponent", 0.0f) == 3.0f;
  const auto square = [&](const std::string& factor) {
    const int s = graph.Producer(factor);
    if (Is(graph, s, "Pow")) return graph.op(s).input_size() == 1 && graph.op(s).input(0) == x && Arguments(graph.op(s)).Get<float>("exponent", 0.0f) == 2.0f;
    return Is(graph, s, "Mul") && graph.op(s).input_size() == 2 && graph.op(s).input(0) == x && graph.op(s).input(1) == x;
  };
  const std::optional<std::string> factor = OtherFactor(graph, i, x);
  return factor && square(*factor);
}

// x where `blob` is sqrt(2 / pi) * (x + 0.044715 * x^3).
std::optional<std::string> BentUp(const Graph& graph, const std::string& blob) {
  const int scaled = graph.Producer(blob);
  const std::optional<std::string> sum = Is(graph, scaled, "Mul") ? OtherThan(graph, scaled, std::sqrt(2.0 / std::acos(-1.0)), false) : std::nullopt;
  const int added = sum ? graph.Producer(*sum) : -1;
  if (!Is(graph, added, "Add") || graph.op(added).input_size() != 2) return std::nullopt;
  for (int x = 0; x < 2; ++x) {
    const int part = graph.Producer(graph.op(added).input(1 - x));
    const std::optional<std::string> cube = Is(graph, part, "Mul") ? OtherThan(graph, part, 0.044715, false) : std::nullopt;
    if (cube && IsCube(graph, *cube, graph.op(added).input(x))) return graph.op(added).input(x);
  }
  return std::nullopt;
}

// The operator that halves `blob`, if it alone reads it.
int Halver(const Graph& graph, const std::string& blob) {
  const int i = graph.OnlyReader(blob);
  return (Is(graph, i, "Mul") && OtherThan(graph, i, 0.5, false)) || (Is(graph, i, "Div") && OtherThan(graph, i, 2.0, true)) ? i : -1;
}

// Operator `bend` is erf or tanh of something that is made of `x`.
bool FuseAt(Graph* graph, int bend, const std::string& x, bool fast) {
  const int plus_one = graph->OnlyReader(graph->op(bend).output(0));
  if (!Is(*graph, plus_one, "Add") || !OtherThan(*graph, plus_one, 1.0, false)) return false;
  const std::string sum = graph->op(plus_one).output(0);
  int last = -1;
  if (const int half = Halver(*graph, sum); half >= 0) {  // x * ((1 + erf) / 2)
    const int product = graph->OnlyReader(graph->op(half).output(0));
    if (OtherFactor(*graph, product, graph->op(half).output(0)) == x) last = product;
  } else {
    const int product = graph->OnlyReader(sum);
    const std::optional<std::string> factor = product < 0 ? std::nullopt : OtherFactor(*graph, product, sum);
    if (factor && Halved(*graph, *factor) == x) last = product;                  // (x / 2) * (1 + erf)
    if (factor == x) last = Halver(*graph, graph->op(product).output(0));  // (x * (1 + erf)) / 2
  }
  if (last < 0) return false;
  std::vector<caffe2::Argument> args;
  if (fast) args.push_back(MakeArgument("fast_gelu", 1));
  // What else led here goes when nobody reads it.
  graph->Replace(last, CreateOperatorDef("Gelu", graph->op(last).name(), {x}, {graph->op(last).output(0)}, args));
  return true;
}

}  // namespace

int FuseGelu(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    const bool fast = Is(*graph, i, "Tanh");
    if (!fast && !Is(*graph, i, "Erf")) continue;
    const std::optional<std::string> x = fast ? BentUp(*graph, graph->op(i).input(0)) : ScaledDown(*graph, graph->op(i).input(0));
    if (x && FuseAt(graph, i, *x, fast)) ++changes;
  }
  return changes;
}

}  // namespace netdef
