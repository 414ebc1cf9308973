// Conv, FC and their kin take in the activation that follows them.
#include <algorithm>

#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/activation_of.h"
#include "passes/formula.h"
#include "passes/fused.h"

namespace netdef {
namespace {

struct Activation {
  ActivationFunction function;
  int last;  // the operator that makes its result
};

// Operator `i` alone, where only it reads its input.
std::optional<Activation> Alone(const Graph& graph, int i, const ActivationFunction& function) {
  if (graph.OnlyReader(graph.op(i).input(0)) != i || !graph.IsPure(i)) return std::nullopt;
  return Activation{function, i};
}

// x * sigmoid(x), where only these two operators read x; `i` is the sigmoid, or the hard one.
std::optional<Activation> Gate(const Graph& graph, int i, ActivationFunction function) {
  using Kind = ActivationFunction::Kind;
  if (function.kind != Kind::kSigmoid && function.kind != Kind::kHardSigmoid) return std::nullopt;
  function.kind = function.kind == Kind::kSigmoid ? Kind::kSwish : Kind::kHardSwish;
  const std::string &x = graph.op(i).input(0), &gate = graph.op(i).output(0);
  const int product = graph.OnlyReader(gate);
  if (!graph.IsPure(i) || !formula::Is(graph, product, "Mul") || graph.IsOutput(x) || graph.IsPinned(x)) return std::nullopt;
  const auto& factors = graph.op(product).input();
  if (factors.size() != 2 || std::count(factors.begin(), factors.end(), x) != 1 || graph.Readers(x).size() != 2) return std::nullopt;
  return Activation{function, product};
}

}  // namespace

int FuseActivation(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (graph->IsRemoved(i)) continue;
    const std::optional<ActivationFunction> function = ActivationOf(graph->op(i));
    const int producer = function ? graph->Producer(graph->op(i).input(0)) : -1;
    if (producer < 0) continue;
    std::optional<Activation> activation = Alone(*graph, i, *function);
    if (!activation) activation = Gate(*graph, i, *function);
    std::optional<caffe2::OperatorDef> fused = activation ? AsFused(graph, producer) : std::nullopt;
    if (!fused || !Arguments(*fused).Get<std::string>("activation", "").empty()) continue;
    const auto& [f, last] = *activation;
    *fused->add_arg() = MakeArgument<std::string>("activation", ActivationFunction::Name(f.kind));
    if (f.alpha != 0) *fused->add_arg() = MakeArgument("alpha", f.alpha);
    if (f.beta != 0) *fused->add_arg() = MakeArgument("beta", f.beta);
    fused->set_output(0, graph->op(last).output(0));
    if (last != i) graph->Remove(last);
    graph->Remove(i);
    graph->Replace(producer, std::move(*fused));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
