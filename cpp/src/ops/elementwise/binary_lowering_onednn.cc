// Sums and products of two tensors in prepared nets: tensors of one shape in the layout at hand, and images with one
// constant for each channel.
#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/channel_map.h"
#include "compile/lowering.h"
#include "netdef/broadcast.h"
#include "onednn/kernel.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using dnnl::algorithm;
using onednn::OneDnnKernel;

Layout LayoutAtHand(const PlanBuilder& plan, const std::string& x) {
  const size_t rank = plan.spec(x).dims.size();
  return rank >= 3 && rank <= 5 && !plan.Has(x, Layout::kPlain) && plan.Has(x, Layout::kBlocked) ? Layout::kBlocked : Layout::kPlain;
}

class SmallKernel final : public compile::PlainKernel {
 public:
  SmallKernel(algorithm a, int64_t n) : algorithm_(a), n_(n) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const float* a = operands[0].data<const float>();
    const float* b = operands[1].data<const float>();
    float* y = operands[2].data<float>();
    switch (algorithm_) {
      case algorithm::binary_sub: return Map(a, b, y, [](float p, float q) { return p - q; });
      case algorithm::binary_mul: return Map(a, b, y, [](float p, float q) { return p * q; });
      case algorithm::binary_div: return Map(a, b, y, [](float p, float q) { return p / q; });
      default: return Map(a, b, y, [](float p, float q) { return p + q; });
    }
  }

 private:
  template <typename Fn>
  void Map(const float* a, const float* b, float* y, Fn fn) const {
    for (int64_t i = 0; i < n_; ++i) y[i] = fn(a[i], b[i]);
  }
  const algorithm algorithm_;
  const int64_t n_;
};

std::shared_ptr<const compile::Kernel> SameShapeKernel(const Dims& dims, Layout layout, algorithm algo) {
  const int64_t n = NumElements(dims);
  if (layout == Layout::kPlain && n <= 256) return std::make_shared<SmallKernel>(algo, n);
  const dnnl::memory::desc desc = onednn::Describe(layout == Layout::kPlain ? Dims{n} : dims, layout);
  const auto pd = onednn::TryMake("prepare a binary operation", [&] {
    return dnnl::binary::primitive_desc(onednn::Engine(), algo, desc, desc, desc, onednn::Attributes());
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return nullptr;
  return std::make_shared<OneDnnKernel>(dnnl::binary(pd), pd,
                                        std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC_0, desc}, {DNNL_ARG_SRC_1, desc}, {DNNL_ARG_DST, desc}},
                                        std::vector<OneDnnKernel::Constant>{});
}

bool LowerSameShape(const caffe2::OperatorDef& op, PlanBuilder& plan, algorithm algo) {
  const std::string &a = op.input(0), &b = op.input(1);
  const Dims dims = plan.spec(a).dims;
  const Layout layout = std::max(LayoutAtHand(plan, a), LayoutAtHand(plan, b));
  std::shared_ptr<const compile::Kernel> kernel = SameShapeKernel(dims, layout, algo);
  if (!kernel) return false;
  const bool over_a = plan.CanOverwrite(a, layout), over_b = !over_a && plan.CanOverwrite(b, layout);
  const int from_a = plan.Read(a, layout), from_b = plan.Read(b, layout);
  const int to = over_a ? plan.WriteOver(op.output(0), from_a) : over_b ? plan.WriteOver(op.output(0), from_b) : plan.Write(op.output(0), layout);
  plan.Emit(std::move(kernel), {from_a, from_b}, {to});
  return true;
}

// B's elements, one for each channel of A; empty where B is no such constant.
std::vector<float> ChannelVector(const caffe2::OperatorDef& op, const PlanBuilder& plan, int a_input) {
  const Tensor* b = plan.constant(op.input(1 - a_input));
  const Dims& a = plan.spec(op.input(a_input)).dims;
  if (b == nullptr || a.size() < 3 || plan.spec(op.output(0)).dims != a) return {};
  const Arguments args(op);
  const int64_t channels = a[1];
  const float* values = b->data<float>();
  if (b->numel() == 1) return std::vector<float>(static_cast<size_t>(channels), values[0]);
  Dims aligned = b->dims();
  if (args.Get<bool>("broadcast", false)) {
    const int axis = args.Get<int>("axis", -1);
    if (args.Has("axis_str") || axis < 0) return {};
    aligned.insert(aligned.begin(), static_cast<size_t>(axis), 1);
    if (aligned.size() > a.size()) return {};
    aligned.resize(a.size(), 1);
  } else {
    if (aligned.size() > a.size()) return {};
    aligned.insert(aligned.begin(), a.size() - aligned.size(), 1);
  }
  Dims wanted(a.size(), 1);
  wanted[1] = channels;
  return aligned == wanted ? std::vector<float>(values, values + channels) : std::vector<float>();
}

bool LowerPerChannel(const caffe2::OperatorDef& op, PlanBuilder& plan, algorithm algo) {
  // In sums and products the constant may come first.
  const bool swapped = (algo == algorithm::binary_add || algo == algorithm::binary_mul) && plan.constant(op.input(0)) != nullptr &&
                       !Arguments(op).Get<bool>("broadcast", false);
  const std::vector<float> b = ChannelVector(op, plan, swapped ? 1 : 0);
  if (b.empty()) return false;
  const std::string &x = op.input(swapped ? 1 : 0), key = op.input(swapped ? 0 : 1) + ' ' + op.type();
  std::vector<float> scale(b.size(), 1.0f), shift(b.size(), 0.0f);
  for (size_t c = 0; c < b.size(); ++c) {
    if (algo == algorithm::binary_mul) scale[c] = b[c];
    if (algo == algorithm::binary_div) scale[c] = 1 / b[c];
    if (algo == algorithm::binary_add) shift[c] = b[c];
    if (algo == algorithm::binary_sub) shift[c] = -b[c];
  }
  const Layout layout = LayoutAtHand(plan, x);
  std::shared_ptr<const compile::Kernel> kernel = compile::MakeChannelMap(compile::ChannelFunction::kAffine, plan.spec(x).dims, layout);
  const bool over = plan.CanOverwrite(x, layout);
  const int from = plan.Read(x, layout);
  const int to = over ? plan.WriteOver(op.output(0), from) : plan.Write(op.output(0), layout);
  plan.Emit(std::move(kernel), {from, plan.ChannelConstants(key + " scale", scale, layout), plan.ChannelConstants(key + " shift", shift, layout)}, {to});
  return true;
}

bool LowerBinary(const caffe2::OperatorDef& op, PlanBuilder& plan, algorithm algo) {
  if (op.input_size() != 2 || op.output_size() != 1) return false;
  const TensorSpec &a = plan.spec(op.input(0)), &b = plan.spec(op.input(1));
  if (a.dtype != DType::kFloat || b.dtype != DType::kFloat) return false;
  return a.dims == b.dims ? LowerSameShape(op, plan, algo) : LowerPerChannel(op, plan, algo);
}

bool LowerAdd(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerBinary(op, plan, algorithm::binary_add); }
bool LowerSub(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerBinary(op, plan, algorithm::binary_sub); }
bool LowerMul(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerBinary(op, plan, algorithm::binary_mul); }
bool LowerDiv(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerBinary(op, plan, algorithm::binary_div); }

REGISTER_LOWERING("", Add, LowerAdd);
REGISTER_LOWERING("", Sum, LowerAdd);
REGISTER_LOWERING("", Sub, LowerSub);
REGISTER_LOWERING("", Mul, LowerMul);
REGISTER_LOWERING("", Div, LowerDiv);

}  // namespace
}  // namespace netdef
