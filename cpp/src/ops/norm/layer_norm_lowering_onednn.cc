// LayerNorm in prepared nets, where nobody asks for mean and standard deviation.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "netdef/dims.h"
#include "onednn/kernel.h"

namespace netdef {
namespace {

using compile::Layout;
using onednn::OneDnnKernel;

bool LowerLayerNorm(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const Arguments args(op);
  const TensorSpec& x = plan.spec(op.input(0));
  const bool affine = args.Get<bool>("elementwise_affine", false);
  if (x.dtype != DType::kFloat || plan.IsRead(op.output(1)) || plan.IsRead(op.output(2))) return false;
  if (affine && (op.input_size() != 3 || plan.constant(op.input(1)) == nullptr || plan.constant(op.input(2)) == nullptr)) return false;
  const int axis = CanonicalAxis(args.Get<int>("axis", 1), x.dims);
  const int64_t width = SizeFromDim(x.dims, axis);
  const dnnl::memory::desc desc = onednn::Describe({SizeToDim(x.dims, axis), width}, Layout::kPlain), vector = onednn::Describe({width}, Layout::kPlain);
  const auto flags = affine ? dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift : dnnl::normalization_flags::none;
  const auto pd = onednn::TryMake("prepare a layer normalisation", [&] {
    return dnnl::layer_normalization_forward::primitive_desc(onednn::Engine(), dnnl::prop_kind::forward_inference, desc, desc,
                                                             args.Get<float>("epsilon", 1e-5f), flags, onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  std::vector<OneDnnKernel::Constant> constants;
  if (affine) {
    constants = {onednn::PlainWeights(plan, op.input(1), vector, DNNL_ARG_SCALE), onednn::PlainWeights(plan, op.input(2), vector, DNNL_ARG_SHIFT)};
  }
  const int from = plan.Read(op.input(0), Layout::kPlain), to = plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::layer_normalization_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, desc}, {DNNL_ARG_DST, desc}}, std::move(constants)),
            {from}, {to});
  return true;
}

REGISTER_LOWERING("", LayerNorm, LowerLayerNorm);

}  // namespace
}  // namespace netdef
