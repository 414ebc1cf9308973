// Hard sigmoid as exporters write it, clip(x + 3, 0, 6) / 6, becomes one operator, also where x is multiplied in before the division.
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/formula.h"

namespace netdef {
namespace {

// Operator `clip` limits x plus half of `high` to 0 and `high`.
bool FuseAt(Graph* graph, int clip, double high) {
  const std::string cut = graph->op(clip).output(0), name = graph->op(clip).name();
  const int sum = graph->Producer(graph->op(clip).input(0));
  if (!formula::Is(*graph, sum, "Add")) return false;
  const std::optional<int> rank = graph->Rank(graph->op(sum).output(0));
  const std::optional<std::string> x = formula::LessConstant(*graph, sum, high / 2, rank);
  if (!x) return false;
  const auto hard_sigmoid = [&](const std::string& y) {
    return CreateOperatorDef("HardSigmoid", name, {*x}, {y}, {MakeArgument("alpha", static_cast<float>(1 / high)), MakeArgument("beta", 0.5f)});
  };
  // What else led to the product goes when nobody reads it.
  std::string top = cut;
  for (int last = graph->OnlyReader(top); formula::Is(*graph, last, "Mul") || formula::Is(*graph, last, "Div"); last = graph->OnlyReader(top)) {
    top = graph->op(last).output(0);
    const formula::Factors factors = formula::FactorsOf(*graph, top, {*x, cut}, rank);
    if (factors.Are(1 / high, {cut})) {
      graph->Replace(last, hard_sigmoid(top));
      return true;
    }
    if (factors.Are(1 / high, {*x, cut})) {
      graph->Replace(clip, hard_sigmoid(cut));
      graph->Replace(last, CreateOperatorDef("Mul", graph->op(last).name(), {*x, cut}, {top}));
      return true;
    }
  }
  return false;
}

}  // namespace

int FuseHardSigmoid(Graph* graph) {
  constexpr float kHighest = 1e6f;  // above, nothing is meant to be cut
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (graph->IsRemoved(i) || !formula::Is(*graph, i, "Clip")) continue;
    const Arguments args(graph->op(i));
    const float low = args.Get<float>("min", -1.0f), high = args.Get<float>("max", 0.0f);
    if (low == 0 && high > 0 && high < kHighest && FuseAt(graph, i, high)) ++changes;
  }
  return changes;
}

}  // namespace netdef
