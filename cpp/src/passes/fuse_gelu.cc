// Gelu as exporters write it, x / 2 * (1 + erf(x / sqrt(2))) or its approximation by tanh, becomes one operator.
#include <cmath>

#include "netdef/proto_utils.h"
#include "passes/formula.h"

namespace netdef {
namespace {

using formula::FactorsOf;
using formula::Is;

// x where `blob` is x / sqrt(2).
std::optional<std::string> ScaledDown(const Graph& graph, const std::string& blob) {
  for (const std::string& x : formula::Parts(graph, blob)) {
    if (FactorsOf(graph, blob, {x}, graph.Rank(x)).Are(std::sqrt(0.5), {x})) return x;
  }
  return std::nullopt;
}

// x where `blob` is sqrt(2 / pi) * (x + 0.044715 * x^3), or the same with x before the sum.
std::optional<std::string> BentUp(const Graph& graph, const std::string& blob) {
  constexpr double kBend = 0.044715;
  const double scale = std::sqrt(2.0 / std::acos(-1.0));
  for (const std::string& sum : formula::Parts(graph, blob)) {
    const int added = graph.Producer(sum);
    if (!Is(graph, added, "Add") || graph.op(added).input_size() != 2) continue;
    for (int first : {0, 1}) {
      const std::string &x = graph.op(added).input(first), &other = graph.op(added).input(1 - first);
      const std::optional<int> rank = graph.Rank(x);
      if (FactorsOf(graph, other, {x}, rank).Are(kBend, {x, x, x}) && FactorsOf(graph, blob, {sum}, rank).Are(scale, {sum})) return x;
    }
    const std::optional<std::string> bend = formula::LessConstant(graph, added, 1.0, 1);
    if (!bend) continue;
    for (const std::string& x : formula::Parts(graph, *bend)) {
      if (FactorsOf(graph, *bend, {x}, 1).Are(kBend, {x, x}) && FactorsOf(graph, blob, {sum, x}, 1).Are(scale, {sum, x})) return x;
    }
  }
  return std::nullopt;
}

// Operator `bend` is erf or tanh of something that is made of `x`.
bool FuseAt(Graph* graph, int bend, const std::string& x, bool fast) {
  const std::optional<int> rank = graph->Rank(x);
  const int plus_one = graph->OnlyReader(graph->op(bend).output(0));
  if (!formula::LessConstant(*graph, plus_one, 1.0, rank)) return false;
  const std::string sum = graph->op(plus_one).output(0);
  // Upwards to the product that has x, the sum and one half together.
  std::string top = sum;
  for (int last = graph->OnlyReader(top); Is(*graph, last, "Mul") || Is(*graph, last, "Div"); last = graph->OnlyReader(top)) {
    top = graph->op(last).output(0);
    if (!FactorsOf(*graph, top, {x, sum}, rank).Are(0.5, {x, sum})) continue;
    std::vector<caffe2::Argument> args;
    if (fast) args.push_back(MakeArgument("fast_gelu", 1));
    // What else led here goes when nobody reads it.
    graph->Replace(last, CreateOperatorDef("Gelu", graph->op(last).name(), {x}, {top}, args));
    return true;
  }
  return false;
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
