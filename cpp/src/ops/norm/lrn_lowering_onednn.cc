// LRN in prepared nets, on blocked images.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"

namespace netdef {
namespace {

using compile::Layout;
using onednn::OneDnnKernel;

bool LowerLrn(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const Arguments args(op);
  const TensorSpec& x = plan.spec(op.input(0));
  const int size = args.Get<int>("size", 0);
  // Windows of even size are not symmetric.
  if (x.dtype != DType::kFloat || x.dims.size() != 4 || size < 1 || size % 2 == 0) return false;
  if (args.Get<std::string>("order", "NCHW") != "NCHW" || (op.output_size() > 1 && plan.IsRead(op.output(1)))) return false;
  const dnnl::memory::desc desc = onednn::Describe(x.dims, Layout::kBlocked);
  const auto pd = onednn::TryMake("prepare a local response normalisation", [&] {
    return dnnl::lrn_forward::primitive_desc(onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::lrn_across_channels,
                                             desc, desc, size, args.Get<float>("alpha", 0.0f), args.Get<float>("beta", 0.0f),
                                             args.Get<float>("bias", 1.0f), onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const int from = plan.Read(op.input(0), Layout::kBlocked), to = plan.Write(op.output(0), Layout::kBlocked);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::lrn_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, desc}, {DNNL_ARG_DST, desc}},
                                           std::vector<OneDnnKernel::Constant>{}),
            {from}, {to});
  return true;
}

REGISTER_LOWERING("", LRN, LowerLrn);

}  // namespace
}  // namespace netdef
