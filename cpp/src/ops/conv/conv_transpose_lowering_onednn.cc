// ConvTranspose in prepared nets: blocked images, weights packed once.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

using compile::Layout;
using dnnl::memory;
using onednn::OneDnnKernel;

bool LowerConvTranspose(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const ConvTransposeArgs args = ParseArgs<ConvTransposeArgs>(Arguments(op));
  const std::string &x = op.input(0), &w = op.input(1);
  const bool bias = op.input_size() > 2;
  if (StorageOrderFromString(args.order) != StorageOrder::kNCHW || plan.constant(w) == nullptr) return false;
  if (plan.spec(x).dtype != DType::kFloat || plan.spec(w).dtype != DType::kFloat || (bias && plan.constant(op.input(2)) == nullptr)) return false;
  const ConvGeometry g = MakeConvTransposeGeometry(args, plan.spec(x).dims, plan.spec(w).dims);
  if (g.groups != 1 || g.window.axes.empty() || g.window.axes.size() > 3) return false;
  memory::dims strides, dilations, heads, tails;
  // oneDNN names filters by outputs, then inputs; here the inputs come first.
  Dims filter{g.x.channels, g.y.channels};
  memory::dims lies{1, 1};
  int64_t taps = 1;
  for (const WindowAxis& a : g.window.axes) {
    strides.push_back(a.stride);
    dilations.push_back(a.dilation - 1);
    heads.push_back(a.pad_head);
    tails.push_back((a.out - 1) * a.stride + a.extent() - a.in - a.pad_head);
    filter.push_back(a.kernel);
    taps *= a.kernel;
  }
  lies[0] = taps;
  lies[1] = taps * g.x.channels;
  for (int64_t rest = taps, i = 0; i < static_cast<int64_t>(g.window.axes.size()); ++i) {
    rest /= filter[static_cast<size_t>(i) + 2];
    lies.push_back(rest);
  }
  const auto pd = onednn::TryMake("prepare a transposed convolution", [&] {
    return dnnl::deconvolution_forward::primitive_desc(
        onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::deconvolution_direct,
        onednn::Describe(g.y.InOrder(StorageOrder::kNCHW), Layout::kBlocked), onednn::DescribeAny(filter),
        bias ? onednn::Describe({g.x.channels}, Layout::kPlain) : memory::desc(),
        onednn::Describe(g.x.InOrder(StorageOrder::kNCHW), Layout::kBlocked), strides, dilations, heads, tails, onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const memory::desc plain(memory::dims(filter.begin(), filter.end()), memory::data_type::f32, lies);
  std::vector<OneDnnKernel::Constant> constants{onednn::PackedWeights(plan, w, plain, pd.weights_desc(), DNNL_ARG_WEIGHTS)};
  if (bias) constants.push_back(onednn::PlainWeights(plan, op.input(2), pd.bias_desc(), DNNL_ARG_BIAS));
  const int from = plan.Read(x, Layout::kBlocked), to = plan.Write(op.output(0), Layout::kBlocked);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::deconvolution_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                                           std::move(constants)),
            {from}, {to});
  return true;
}

REGISTER_LOWERING("", ConvTranspose, LowerConvTranspose);

}  // namespace
}  // namespace netdef
