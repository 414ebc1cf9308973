// Conv and FusedConv in prepared nets: blocked images, weights packed once, addition and activation in the kernel.
#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "onednn/activation.h"
#include "onednn/kernel.h"
#include "ops/conv/_fused.h"
#include "ops/conv/_own_kernels.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using dnnl::memory;
using onednn::OneDnnKernel;
using PrimitiveDesc = dnnl::convolution_forward::primitive_desc;

// With up to three channels (images as they come in) there are kernels that read them as they are.
Layout SourceLayout(const ConvGeometry& g) { return g.groups == 1 && g.x.channels <= 3 ? Layout::kPlain : Layout::kBlocked; }

// Input channels as oneDNN is told: the zeros that fill up a block take part, as there are fast kernels for whole blocks only.
int64_t InputChannels(const ConvGeometry& g) {
  return g.groups == 1 ? compile::StoredChannels(g.x.InOrder(StorageOrder::kNCHW), SourceLayout(g)) : g.x.channels;
}

// oneDNN's dims of a filter: the groups are an axis of their own.
Dims FilterDims(const ConvGeometry& g, int64_t input_channels) {
  Dims dims;
  if (g.groups > 1) dims.push_back(g.groups);
  dims.push_back(g.group_outputs());
  dims.push_back(input_channels / g.groups);
  for (const WindowAxis& a : g.window.axes) dims.push_back(a.kernel);
  return dims;
}

OneDnnKernel::Constant PackFilter(PlanBuilder& plan, const std::string& blob, const ConvGeometry& g, const memory::desc& wanted) {
  const int64_t channels = InputChannels(g);
  const memory::desc plain = onednn::Describe(FilterDims(g, g.x.channels), Layout::kPlain);
  if (channels == g.x.channels) return onednn::PackedWeights(plan, blob, plain, wanted, DNNL_ARG_WEIGHTS);
  const auto packed = plan.packed().Get(blob + " filled up " + onednn::DescText(wanted), wanted.get_size(), [&](void* to) {
    const auto from_row = static_cast<size_t>(g.depth()), to_row = static_cast<size_t>(channels * g.taps());
    const float* filter = plan.constant(blob)->data<float>();
    std::vector<float> filled(static_cast<size_t>(g.y.channels) * to_row, 0.0f);
    for (size_t o = 0; o < static_cast<size_t>(g.y.channels); ++o) std::copy_n(filter + o * from_row, from_row, filled.data() + o * to_row);
    onednn::Checked("pack a filter", [&] {
      memory from(onednn::Describe(FilterDims(g, channels), Layout::kPlain), onednn::Engine(), filled.data()), out(wanted, onednn::Engine(), to);
      dnnl::reorder(from, out).execute(onednn::Stream(), from, out);
      onednn::Stream().wait();
    });
  });
  return {DNNL_ARG_WEIGHTS, wanted, packed, packed->data()};
}

PrimitiveDesc MakeDesc(const ConvGeometry& g, bool bias, Addend addend, const ActivationFunction& activation) {
  memory::dims strides, dilations, heads, tails;
  for (const WindowAxis& a : g.window.axes) {
    if (!onednn::Serves(a)) return PrimitiveDesc();
    strides.push_back(a.stride);
    dilations.push_back(a.dilation - 1);
    heads.push_back(a.pad_head);
    tails.push_back(a.pad_tail);
  }
  Dims image = g.x.InOrder(StorageOrder::kNCHW);
  image[1] = InputChannels(g);
  const memory::desc y = onednn::Describe(g.y.InOrder(StorageOrder::kNCHW), Layout::kBlocked);
  dnnl::post_ops ops;
  if (addend == Addend::kInPlace) ops.append_sum(1.0f);
  if (addend == Addend::kOperand) ops.append_binary(dnnl::algorithm::binary_add, y);
  onednn::AppendActivation(activation, &ops);
  return onednn::TryMake("prepare a convolution", [&] {
    return PrimitiveDesc(onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                         onednn::Describe(image, SourceLayout(g)), onednn::DescribeAny(FilterDims(g, image[1])),
                         bias ? onednn::DescribeAny({g.y.channels}) : memory::desc(), y, strides, dilations, heads, tails,
                         onednn::Attributes(ops));
  });
}

// For activations that our kernels do not know: a pass over the result is worth it along one column, where our kernels go by lines of pixels, and
// where there is much to sum up for each value.
bool LowerWithPass(const caffe2::OperatorDef& op, PlanBuilder& plan, FusedConvArgs args, const ConvGeometry& g, Addend addend) {
  constexpr int64_t kDeep = 256;
  const ActivationFunction activation = args.fused.get();
  if (g.window.axes.size() != 2 || activation.kind == ActivationFunction::Kind::kNone) return false;
  const bool one_column = g.window.axes[1].in == 1 && g.window.axes[1].out == 1;
  if (!one_column && g.depth() < kDeep) return false;
  const auto kernel = onednn::MakeActivation(activation, g.y.InOrder(StorageOrder::kNCHW), Layout::kBlocked);
  args.fused = ActivationArgs();
  if (kernel == nullptr || !LowerToOwnKernel(op, plan, args, g, addend)) return false;
  const int y = plan.Read(op.output(0), Layout::kBlocked);
  plan.Emit(kernel, {y}, {y});
  return true;
}

bool LowerConv(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const FusedConvArgs args = ParseArgs<FusedConvArgs>(Arguments(op));
  const std::string &x = op.input(0), &w = op.input(1);
  const bool bias = op.input_size() > 2, adds = op.input_size() > 3;
  if (StorageOrderFromString(args.order) != StorageOrder::kNCHW || plan.constant(w) == nullptr) return false;
  if (bias && plan.constant(op.input(2)) == nullptr) return false;
  for (const std::string& name : op.input()) {
    if (plan.spec(name).dtype != DType::kFloat) return false;
  }
  const ConvGeometry g = MakeConvGeometry(args, plan.spec(x).dims, plan.spec(w).dims);
  if (adds && plan.spec(op.input(3)).dims != g.y.InOrder(g.order)) return false;  // broadcast
  if (g.window.axes.empty() || g.window.axes.size() > 3) return false;
  for (const WindowAxis& a : g.window.axes) {
    if (a.pad_head < 0 || a.dilation < 1) return false;
  }
  const Addend addend = !adds ? Addend::kNone : plan.CanOverwrite(op.input(3), Layout::kBlocked) ? Addend::kInPlace : Addend::kOperand;
  if (LowerToOwnKernel(op, plan, args, g, addend) || LowerWithPass(op, plan, args, g, addend)) return true;
  const PrimitiveDesc pd = MakeDesc(g, bias, addend, args.fused.get());
  if (!pd || onednn::IsReference(pd.impl_info_str())) return LowerToDirectKernel(op, plan, args, g, addend);

  std::vector<OneDnnKernel::Operand> operands{{DNNL_ARG_SRC, pd.src_desc()}};
  std::vector<int> reads{plan.Read(x, SourceLayout(g))};
  int y = -1;
  if (addend == Addend::kInPlace) {
    y = plan.WriteOver(op.output(0), plan.Read(op.input(3), Layout::kBlocked));
  } else {
    if (addend == Addend::kOperand) {
      reads.push_back(plan.Read(op.input(3), Layout::kBlocked));
      operands.push_back({DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, pd.dst_desc()});
    }
    y = plan.Write(op.output(0), Layout::kBlocked);
  }
  operands.push_back({DNNL_ARG_DST, pd.dst_desc()});
  std::vector<OneDnnKernel::Constant> constants{PackFilter(plan, w, g, pd.weights_desc())};
  if (bias) constants.push_back(onednn::PlainWeights(plan, op.input(2), pd.bias_desc(), DNNL_ARG_BIAS));
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::convolution_forward(pd), pd, std::move(operands), std::move(constants)), std::move(reads), {y});
  return true;
}

REGISTER_LOWERING("", Conv, LowerConv);
REGISTER_LOWERING("", Conv1D, LowerConv);
REGISTER_LOWERING("", Conv2D, LowerConv);
REGISTER_LOWERING("", Conv3D, LowerConv);
REGISTER_LOWERING(NETDEF_DOMAIN, FusedConv, LowerConv);

}  // namespace
}  // namespace netdef
