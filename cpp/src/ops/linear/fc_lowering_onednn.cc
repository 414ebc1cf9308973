// FC and FusedFC in prepared nets: weights packed once, activation in the kernel.
#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "onednn/kernel.h"
#include "ops/linear/_fused.h"
#include "ops/linear/_panels.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using dnnl::memory;
using onednn::OneDnnKernel;

// Our own kernel, where the CPU has what it needs.
bool LowerPanels(const caffe2::OperatorDef& op, PlanBuilder& plan, const ActivationFunction& activation, bool transposed, int64_t m, int64_t n, int64_t k) {
  panels::Problem p;
  p.rows = m;
  p.outputs = n;
  p.inputs = k;
  p.activation = activation;
  if (!panels::Serves(p)) return false;
  const std::string &w = op.input(1), &b = op.input(2);
  const auto bytes = [](int64_t floats) { return static_cast<size_t>(floats) * sizeof(float); };
  const auto weights = plan.packed().Get(internal::Concat(w, " panels", transposed ? " transposed" : ""), bytes(panels::WeightFloats(p)), [&](void* to) {
    panels::Pack(p, plan.constant(w)->data<float>(), transposed ? 1 : k, transposed ? n : 1, static_cast<float*>(to));
  });
  const auto bias = plan.packed().Get(b + " of panels", bytes(p.panels() * panels::kWidth), [&](void* to) {
    std::fill_n(static_cast<float*>(to), p.panels() * panels::kWidth, 0.0f);
    std::copy_n(plan.constant(b)->data<float>(), n, static_cast<float*>(to));
  });
  const int from = plan.Read(op.input(0), Layout::kPlain), to = plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(panels::MakeKernel(p, weights, bias), {from}, {to});
  return true;
}

bool LowerFullyConnected(const caffe2::OperatorDef& op, PlanBuilder& plan, const FusedFCArgs& args) {
  const std::string &x = op.input(0), &w = op.input(1), &b = op.input(2);
  for (const std::string& name : op.input()) {
    if (plan.spec(name).dtype != DType::kFloat) return false;
  }
  if (plan.constant(w) == nullptr || plan.constant(b) == nullptr) return false;
  const Dims& dims = plan.spec(x).dims;
  const int axis = CanonicalAxis(args.axis, dims);
  const int64_t m = SizeToDim(dims, axis), k = SizeFromDim(dims, axis), n = plan.spec(b).dims[0];
  if (LowerPanels(op, plan, args.fused.get(), args.transposed, m, n, k)) return true;
  dnnl::post_ops ops;
  onednn::AppendActivation(args.fused.get(), &ops);
  const memory::desc weights({n, k}, memory::data_type::f32, args.transposed ? memory::dims{1, n} : memory::dims{k, 1});
  const auto pd = onednn::TryMake("prepare a fully connected layer", [&] {
    return dnnl::inner_product_forward::primitive_desc(
        onednn::Engine(), dnnl::prop_kind::forward_inference, onednn::Describe({m, k}, Layout::kPlain), onednn::DescribeAny({n, k}),
        onednn::Describe({n}, Layout::kPlain), onednn::Describe({m, n}, Layout::kPlain), onednn::Attributes(ops));
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;
  const int from = plan.Read(x, Layout::kPlain), to = plan.Write(op.output(0), Layout::kPlain);
  std::vector<OneDnnKernel::Constant> constants{onednn::PackedWeights(plan, w, weights, pd.weights_desc(), DNNL_ARG_WEIGHTS),
                                                onednn::PlainWeights(plan, b, pd.bias_desc(), DNNL_ARG_BIAS)};
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::inner_product_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                                           std::move(constants)),
            {from}, {to});
  return true;
}

bool LowerFusedFC(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  return LowerFullyConnected(op, plan, ParseArgs<FusedFCArgs>(Arguments(op)));
}

bool LowerFC(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  if (!op.engine().empty()) return false;  // the FAKE_* engines round
  return LowerFusedFC(op, plan);
}

bool LowerFCTransposed(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  FusedFCArgs args = ParseArgs<FusedFCArgs>(Arguments(op));
  args.transposed = true;
  return op.engine().empty() && LowerFullyConnected(op, plan, args);
}

REGISTER_LOWERING("", FC, LowerFC);
REGISTER_LOWERING("", FCTransposed, LowerFCTransposed);
REGISTER_LOWERING(NETDEF_DOMAIN, FusedFC, LowerFusedFC);

}  // namespace
}  // namespace netdef
