// PRelu in prepared nets: in the layout at hand, in place where nobody else reads the input.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/channel_map.h"
#include "compile/lowering.h"

namespace netdef {
namespace {

using compile::Layout;

bool LowerPRelu(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const std::string& x = op.input(0);
  const Dims dims = plan.spec(x).dims;
  const Tensor* slope = plan.constant(op.input(1));
  if (plan.spec(x).dtype != DType::kFloat || slope == nullptr || dims.size() < 2 || dims.size() > 5) return false;
  if (Arguments(op).Get<std::string>("order", "NCHW") != "NCHW") return false;
  std::vector<float> slopes(static_cast<size_t>(dims[1]), slope->data<float>()[0]);
  if (slope->numel() > 1) slopes.assign(slope->data<float>(), slope->data<float>() + slope->numel());
  const bool blocked = dims.size() > 2 && !plan.Has(x, Layout::kPlain) && plan.Has(x, Layout::kBlocked);
  const Layout layout = blocked ? Layout::kBlocked : Layout::kPlain;
  const bool over = plan.CanOverwrite(x, layout);
  const int from = plan.Read(x, layout);
  const int to = over ? plan.WriteOver(op.output(0), from) : plan.Write(op.output(0), layout);
  plan.Emit(compile::MakeChannelMap(compile::ChannelFunction::kPRelu, dims, layout),
            {from, plan.ChannelConstants(op.input(1) + " slope", slopes, layout)}, {to});
  return true;
}

REGISTER_LOWERING("", PRelu, LowerPRelu);

}  // namespace
}  // namespace netdef
