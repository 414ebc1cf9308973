// Max or Min with one constant, as ONNX's exporters write limits, is a Clip, which keeps the layout of images.
#include <limits>

#include "netdef/proto_utils.h"
#include "passes/fused.h"

namespace netdef {

int LimitToClip(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (!graph->IsPure(i)) continue;
    const caffe2::OperatorDef& op = graph->op(i);
    if (op.domain() != "ai.onnx" || (op.type() != "Max" && op.type() != "Min") || op.input_size() != 2) continue;
    for (int in : {0, 1}) {
      const Tensor* limit = graph->Constant(op.input(1 - in));
      if (limit == nullptr || limit->dtype() != DType::kFloat || limit->numel() != 1) continue;
      // A limit of more dims than the other input has would add some.
      if (limit->dim() > static_cast<int>(RankOf(*graph, op.input(in)))) continue;
      const float value = *limit->data<float>();
      if (!(value >= std::numeric_limits<float>::lowest() && value <= std::numeric_limits<float>::max())) continue;
      graph->Replace(i, CreateOperatorDef("Clip", op.name(), {op.input(in)}, {op.output(0)}, {MakeArgument(op.type() == "Max" ? "min" : "max", value)}));
      ++changes;
      break;
    }
  }
  return changes;
}

}  // namespace netdef
