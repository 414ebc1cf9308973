// MaxPool and AveragePool in prepared nets, on blocked images.
#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"
#include "ops/pool/_shared.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using dnnl::memory;
using onednn::OneDnnKernel;

bool LowerPool(const caffe2::OperatorDef& op, PlanBuilder& plan, dnnl::algorithm algorithm) {
  const PoolArgs args = ParseArgs<PoolArgs>(Arguments(op));
  const TensorSpec &x = plan.spec(op.input(0)), &y = plan.spec(op.output(0));
  const size_t rank = x.dims.size();
  if (x.dtype != DType::kFloat || StorageOrderFromString(args.order) != StorageOrder::kNCHW || rank < 3 || rank > 5) return false;
  // The plain operator averages whole planes in less time than it takes to bring them into blocks.
  const bool averages = algorithm != dnnl::algorithm::pooling_max;
  if (averages && NumElements(y.dims) == y.dims[0] * y.dims[1] && !plan.Has(op.input(0), Layout::kBlocked)) return false;
  memory::dims kernel, strides, dilations, heads, tails;
  for (const WindowAxis& a : MakeWindow(args, {x.dims.begin() + 2, x.dims.end()}).axes) {
    const int64_t tail = (a.out - 1) * a.stride + a.extent() - a.in - a.pad_head;
    // Every window sees the image, at both ends.
    if (a.dilation != 1 || !onednn::Serves(a) || a.pad_head >= a.kernel || tail >= a.kernel) return false;
    kernel.push_back(a.kernel);
    strides.push_back(a.stride);
    dilations.push_back(0);
    heads.push_back(a.pad_head);
    tails.push_back(std::max<int64_t>(0, tail));
  }
  const auto pd = onednn::TryMake("prepare a pooling", [&] {
    return dnnl::pooling_forward::primitive_desc(onednn::Engine(), dnnl::prop_kind::forward_inference, algorithm,
                                                 onednn::Describe(x.dims, Layout::kBlocked), onednn::Describe(y.dims, Layout::kBlocked),
                                                 strides, kernel, dilations, heads, tails, onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const int from = plan.Read(op.input(0), Layout::kBlocked), to = plan.Write(op.output(0), Layout::kBlocked);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::pooling_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                                           std::vector<OneDnnKernel::Constant>{}),
            {from}, {to});
  return true;
}

bool LowerMaxPool(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerPool(op, plan, dnnl::algorithm::pooling_max); }

bool LowerAveragePool(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const bool with_pad = Arguments(op).Get<bool>("count_include_pad", false);
  return LowerPool(op, plan, with_pad ? dnnl::algorithm::pooling_avg_include_padding : dnnl::algorithm::pooling_avg_exclude_padding);
}

REGISTER_LOWERING("", MaxPool, LowerMaxPool);
REGISTER_LOWERING("", MaxPool1D, LowerMaxPool);
REGISTER_LOWERING("", MaxPool2D, LowerMaxPool);
REGISTER_LOWERING("", MaxPool3D, LowerMaxPool);
REGISTER_LOWERING("", AveragePool, LowerAveragePool);
REGISTER_LOWERING("", AveragePool1D, LowerAveragePool);
REGISTER_LOWERING("", AveragePool2D, LowerAveragePool);
REGISTER_LOWERING("", AveragePool3D, LowerAveragePool);

}  // namespace
}  // namespace netdef
