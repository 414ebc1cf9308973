// A product with a constant matrix is a fully connected layer, which takes in biases and activations.
#include <algorithm>

#include "core/pass_operator.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/graph.h"

namespace netdef {

int MatMulToFC(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i)) continue;
    const caffe2::OperatorDef& op = graph->op(i);
    if (!op.domain().empty() || op.type() != "BatchMatMul" || op.input_size() != 2 || !op.engine().empty()) continue;
    const Arguments args(op);
    // Without broadcast A must be a matrix itself, which only its shape would tell.
    if (!args.Get<bool>("broadcast", false) || args.Get<bool>("trans_a", false)) continue;
    const Tensor* w = graph->Constant(op.input(1));
    if (w == nullptr || w->dtype() != DType::kFloat || w->dim() != 2 || w->numel() == 0) continue;
    const bool rows_are_outputs = args.Get<bool>("trans_b", false);
    const int64_t outputs = w->dim(rows_are_outputs ? 0 : 1);
    Tensor zeros({outputs}, DType::kFloat);
    std::fill_n(zeros.mutable_data<float>(), outputs, 0.0f);
    caffe2::OperatorDef fc = CreateOperatorDef("FusedFC", op.name(), {op.input(0), op.input(1), graph->AddConstant(op.input(1) + ":bias", std::move(zeros))},
                                               {op.output(0)}, {MakeArgument("axis", -1), MakeArgument("transposed", rows_are_outputs ? 0 : 1)});
    fc.set_domain(NETDEF_DOMAIN);
    graph->Replace(i, std::move(fc));
    ++changes;
  }
  return changes;
}

}  // namespace netdef
