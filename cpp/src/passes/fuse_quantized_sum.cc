// A quantized convolution or fully connected layer takes in the sum of its result and another quantized tensor.
#include "core/pass_operator.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/graph.h"

namespace netdef {
namespace {

bool TakesAddend(const caffe2::OperatorDef& op) {
  if (op.domain() != NETDEF_DOMAIN || (op.type() != "QuantizedConv" && op.type() != "QuantizedFC") || op.input_size() != 4) return false;
  const Arguments args(op);
  return args.Get<int>("low", 0) == 0 && args.Get<int>("high", 255) == 255;
}

void Move(const char* from, const char* to, caffe2::OperatorDef* op) {
  for (caffe2::Argument& arg : *op->mutable_arg()) {
    if (arg.name() == from) arg.set_name(to);
  }
}

}  // namespace

int FuseQuantizedSum(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    const caffe2::OperatorDef sum = graph->op(i);
    if (!graph->IsPure(i) || sum.domain() != NETDEF_DOMAIN || sum.type() != "QuantizedSum" || sum.input(0) == sum.input(1)) continue;
    // The later of two layers: its output never waits.
    int best = -1;
    for (int in : {0, 1}) {
      const int producer = graph->Producer(sum.input(in));
      if (producer < 0 || graph->OnlyReader(sum.input(in)) != i || !graph->IsPure(producer) || !TakesAddend(graph->op(producer))) continue;
      if (graph->Constant(sum.input(1 - in)) == nullptr && (best < 0 || producer > graph->Producer(sum.input(best)))) best = in;
    }
    if (best < 0) continue;
    const int producer = graph->Producer(sum.input(best));
    caffe2::OperatorDef fused = graph->op(producer);
    Move("Y_scale", "product_scale", &fused);
    Move("Y_zero_point", "product_zero_point", &fused);
    const Arguments args(sum);
    const std::string other = best == 0 ? "B" : "A";
    *fused.add_arg() = MakeArgument("addend_scale", args.Get<float>(other + "_scale", 1.0f));
    *fused.add_arg() = MakeArgument("addend_zero_point", args.Get<int>(other + "_zero_point", 0));
    for (const caffe2::Argument& arg : sum.arg()) {
      if (arg.name() == "Y_scale" || arg.name() == "Y_zero_point" || arg.name() == "low" || arg.name() == "high") *fused.add_arg() = arg;
    }
    fused.add_input(sum.input(1 - best));
    fused.set_output(0, sum.output(0));
    // It runs where the sum ran: the other term is there by then.
    graph->Remove(producer);
    graph->Replace(i, std::move(fused));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
