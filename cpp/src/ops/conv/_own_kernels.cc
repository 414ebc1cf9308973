#include "ops/conv/_own_kernels.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/conv/_direct.h"
#include "ops/conv/_expand_depthwise.h"
#include "ops/conv/_few_outputs.h"
#include "ops/conv/_winograd.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;

constexpr int64_t kLanes = 16;  // channels to a block, of all our kernels

// The filter of `op` as pack(filter, to) writes it, known as `key`.
template <typename Pack>
std::shared_ptr<const Buffer> Packed(const caffe2::OperatorDef& op, PlanBuilder& plan, const std::string& key, int64_t floats, Pack&& pack) {
  return plan.packed().Get(internal::Concat(op.input(1), " ", key), static_cast<size_t>(floats) * sizeof(float),
                           [&](void* to) { pack(plan.constant(op.input(1))->data<float>(), static_cast<float*>(to)); });
}

// The bias of `op`, zeros where there is none, filled up to whole blocks.
std::shared_ptr<const Buffer> PackedBias(const caffe2::OperatorDef& op, PlanBuilder& plan, int64_t channels) {
  const std::string bias = op.input_size() > 2 ? op.input(2) : std::string();
  const int64_t floats = (channels + kLanes - 1) / kLanes * kLanes;
  return plan.packed().Get(internal::Concat(bias, " filled up to ", floats), static_cast<size_t>(floats) * sizeof(float), [&](void* to) {
    float* values = static_cast<float*>(to);
    std::fill_n(values, floats, 0.0f);
    if (!bias.empty()) std::copy_n(plan.constant(bias)->data<float>(), channels, values);
  });
}

template <typename Pack, typename Make>
void EmitOwn(const caffe2::OperatorDef& op, PlanBuilder& plan, const ConvGeometry& g, Addend addend, const std::string& key, int64_t filter_floats, Pack&& pack,
             Make&& make) {
  const auto filter = Packed(op, plan, key, filter_floats, pack);
  const auto bias = PackedBias(op, plan, g.y.channels);
  std::vector<int> reads{plan.Read(op.input(0), Layout::kBlocked)};
  int y = -1;
  if (addend == Addend::kInPlace) {
    y = plan.WriteOver(op.output(0), plan.Read(op.input(3), Layout::kBlocked));
  } else {
    if (addend == Addend::kOperand) reads.push_back(plan.Read(op.input(3), Layout::kBlocked));
    y = plan.Write(op.output(0), Layout::kBlocked);
  }
  plan.Emit(make(filter, bias), std::move(reads), {y});
}

// 3x3 convolutions that Winograd's way does in less time.
bool LowerWinograd(const caffe2::OperatorDef& op, PlanBuilder& plan, const ConvGeometry& g, const Limits& limits, Addend addend) {
  if (g.groups != 1) return false;
  for (const WindowAxis& a : g.window.axes) {
    if (a.kernel != 3 || a.stride != 1 || a.dilation != 1) return false;
  }
  const WindowAxis &h = g.window.axes[0], &w = g.window.axes[1];
  const auto blocks = [](int64_t channels) { return (channels + winograd::kLanes - 1) / winograd::kLanes; };
  winograd::Problem p;
  p.limits = limits;
  p.batch = g.x.batch;
  p.in_blocks = blocks(g.x.channels);
  p.out_blocks = blocks(g.y.channels);
  p.in_height = h.in;
  p.in_width = w.in;
  p.out_height = h.out;
  p.out_width = w.out;
  p.pad_top = h.pad_head;
  p.pad_left = w.pad_head;
  p.m = winograd::BestTile(p);
  if (p.m == 0) return false;
  EmitOwn(op, plan, g, addend, internal::Concat("F", p.m), winograd::FilterFloats(p),
          [&](const float* from, float* to) { winograd::TransformFilter(p, from, g.y.channels, g.x.channels, to); },
          [&](const auto& filter, const auto& bias) { return winograd::MakeKernel(p, addend, filter, bias); });
  return true;
}

direct::Problem DirectProblem(const ConvGeometry& g, const Limits& limits) {
  direct::Problem p;
  p.batch = g.x.batch;
  p.in_channels = g.x.channels;
  p.out_channels = g.y.channels;
  p.rows = g.window.axes[0];
  p.columns = g.window.axes[1];
  p.limits = limits;
  // One column lies in memory as one row does, and lines of pixels are what the kernel likes.
  const WindowAxis& a = p.columns;
  if (a.in == 1 && a.out == 1 && a.kernel == 1 && a.pad_head == 0 && a.pad_tail == 0) std::swap(p.rows, p.columns);
  return p;
}

// Few groups that are no whole blocks, for which oneDNN has no kernel: one convolution whose filter is zero between groups.
bool IsBetterWhole(const ConvGeometry& g) {
  constexpr int64_t kMostGroups = 8;
  return g.groups > 1 && g.groups <= kMostGroups && !g.IsDepthwise() && (g.group_inputs() % kLanes != 0 || g.group_outputs() % kLanes != 0);
}

std::vector<float> WholeFilter(const ConvGeometry& g, const float* filter) {
  std::vector<float> whole(static_cast<size_t>(g.y.channels * g.x.channels * g.taps()), 0.0f);
  for (int64_t o = 0; o < g.y.channels; ++o) {
    const int64_t first = o / g.group_outputs() * g.group_inputs();
    std::copy_n(filter + o * g.depth(), g.depth(), whole.begin() + (o * g.x.channels + first) * g.taps());
  }
  return whole;
}

// `anyway`: also where it was not measured to win.
bool LowerDirect(const caffe2::OperatorDef& op, PlanBuilder& plan, const ConvGeometry& g, const Limits& limits, Addend addend, bool anyway) {
  const direct::Problem p = DirectProblem(g, limits);
  const bool whole = IsBetterWhole(g);
  if (!whole && g.groups != 1) return false;
  if (whole || anyway ? !direct::CanServe(p) : !direct::Serves(p)) return false;
  EmitOwn(op, plan, g, addend, "direct", direct::FilterFloats(p), [&](const float* from, float* to) { direct::PackFilter(p, whole ? WholeFilter(g, from).data() : from, to); },
          [&](const auto& filter, const auto& bias) { return direct::MakeKernel(p, addend, filter, bias); });
  return true;
}

// A depthwise convolution takes in the pointwise one before it.
bool LowerExpandDepthwise(const caffe2::OperatorDef& op, PlanBuilder& plan, const ConvGeometry& g, const Limits& limits) {
  if (!g.IsDepthwise()) return false;
  const caffe2::OperatorDef* expand = plan.LastMaker(op.input(0), Layout::kBlocked);
  if (expand == nullptr || (expand->type() != "Conv" && expand->type() != "FusedConv") || expand->input_size() > 3) return false;
  const auto args = ParseArgs<FusedConvArgs>(Arguments(*expand));
  const Dims& x = plan.spec(expand->input(0)).dims;
  const ConvGeometry e = MakeConvGeometry(args, x, plan.spec(expand->input(1)).dims);
  const std::optional<Limits> expand_limits = LimitsOf(args.fused.get());
  if (!expand_limits || e.groups != 1 || e.window.axes.size() != 2 || x[1] <= 3) return false;
  expand_depthwise::Problem p;
  p.expand = DirectProblem(e, *expand_limits);
  p.rows = g.window.axes[0];
  p.columns = g.window.axes[1];
  p.limits = limits;
  if (!expand_depthwise::Serves(p)) return false;
  const caffe2::OperatorDef first = *expand;
  plan.TakeOverLast();
  expand_depthwise::Constants constants;
  constants.expand_filter = Packed(first, plan, "direct", direct::FilterFloats(p.expand), [&](const float* from, float* to) { direct::PackFilter(p.expand, from, to); });
  constants.expand_bias = PackedBias(first, plan, e.y.channels);
  constants.filter = Packed(op, plan, "depthwise", expand_depthwise::FilterFloats(p), [&](const float* from, float* to) { expand_depthwise::PackFilter(p, from, to); });
  constants.bias = PackedBias(op, plan, g.y.channels);
  const int from = plan.Read(first.input(0), Layout::kBlocked);
  plan.Emit(expand_depthwise::MakeKernel(p, std::move(constants)), {from}, {plan.Write(op.output(0), Layout::kBlocked)});
  return true;
}

bool LowerFewOutputs(const caffe2::OperatorDef& op, PlanBuilder& plan, const FusedConvArgs& args, const ConvGeometry& g) {
  if (!few_outputs::Serves(g)) return false;
  const float* filter = plan.constant(op.input(1))->data<float>();
  std::vector<float> bias(static_cast<size_t>(g.y.channels), 0.0f);
  if (op.input_size() > 2) std::copy_n(plan.constant(op.input(2))->data<float>(), bias.size(), bias.begin());
  auto kernel = few_outputs::MakeKernel(g, args.fused.get(), std::vector<float>(filter, filter + g.y.channels * g.depth()), std::move(bias));
  const int from = plan.Read(op.input(0), Layout::kPlain);
  plan.Emit(std::move(kernel), {from}, {plan.Write(op.output(0), Layout::kPlain)});
  return true;
}

// What our kernels add and limit; empty where they do not serve the operator.
std::optional<Limits> ServedLimits(const FusedConvArgs& args, const ConvGeometry& g) {
  // Of images as they come in, with up to three channels, oneDNN's kernels read them as they are.
  if (g.window.axes.size() != 2 || g.x.channels <= 3 || compile::ChannelBlock() != kLanes) return std::nullopt;
  return LimitsOf(args.fused.get());
}

}  // namespace

bool LowerToOwnKernel(const caffe2::OperatorDef& op, PlanBuilder& plan, const FusedConvArgs& args, const ConvGeometry& g, Addend addend) {
  if (addend == Addend::kNone && LowerFewOutputs(op, plan, args, g)) return true;
  const std::optional<Limits> limits = ServedLimits(args, g);
  if (!limits) return false;
  if (addend == Addend::kNone && LowerExpandDepthwise(op, plan, g, *limits)) return true;
  return LowerWinograd(op, plan, g, *limits, addend) || LowerDirect(op, plan, g, *limits, addend, false);
}

bool LowerToDirectKernel(const caffe2::OperatorDef& op, PlanBuilder& plan, const FusedConvArgs& args, const ConvGeometry& g, Addend addend) {
  const std::optional<Limits> limits = ServedLimits(args, g);
  return limits && LowerDirect(op, plan, g, *limits, addend, true);
}

}  // namespace netdef
