// Conv, FC and their kin take in the activation that follows them.
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/activation_of.h"
#include "passes/fused.h"

namespace netdef {

int FuseActivation(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (graph->IsRemoved(i)) continue;
    const std::optional<ActivationFunction> activation = ActivationOf(graph->op(i));
    const int producer = activation ? graph->Producer(graph->op(i).input(0)) : -1;
    if (producer < 0 || graph->OnlyReader(graph->op(i).input(0)) != i || !graph->IsPure(i)) continue;
    std::optional<caffe2::OperatorDef> fused = AsFused(graph, producer);
    if (!fused || !Arguments(*fused).Get<std::string>("activation", "").empty()) continue;
    *fused->add_arg() = MakeArgument<std::string>("activation", ActivationFunction::Name(activation->kind));
    if (activation->alpha != 0) *fused->add_arg() = MakeArgument("alpha", activation->alpha);
    if (activation->beta != 0) *fused->add_arg() = MakeArgument("beta", activation->beta);
    fused->set_output(0, graph->op(i).output(0));
    graph->Remove(i);
    graph->Replace(producer, std::move(*fused));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
