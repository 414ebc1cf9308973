// Softmax in prepared nets.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "netdef/dims.h"
#include "onednn/kernel.h"

namespace netdef {
namespace {

using compile::Layout;
using onednn::OneDnnKernel;

bool LowerSoftmax(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const TensorSpec& x = plan.spec(op.input(0));
  if (x.dtype != DType::kFloat || op.input_size() != 1) return false;
  const int axis = CanonicalAxis(Arguments(op).Get<int>("axis", 1), x.dims);
  const dnnl::memory::desc desc = onednn::Describe({SizeToDim(x.dims, axis), SizeFromDim(x.dims, axis)}, Layout::kPlain);
  const auto pd = onednn::TryMake("prepare a softmax", [&] {
    return dnnl::softmax_forward::primitive_desc(onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::softmax_accurate, desc, desc,
                                                 1, onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const bool over = plan.CanOverwrite(op.input(0), Layout::kPlain);
  const int from = plan.Read(op.input(0), Layout::kPlain);
  const int to = over ? plan.WriteOver(op.output(0), from) : plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::softmax_forward(pd), pd, std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, desc}, {DNNL_ARG_DST, desc}},
                                           std::vector<OneDnnKernel::Constant>{}),
            {from}, {to});
  return true;
}

REGISTER_LOWERING("", Softmax, LowerSoftmax);

}  // namespace
}  // namespace netdef
