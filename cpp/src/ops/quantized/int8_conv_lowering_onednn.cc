// Int8Conv and Int8ConvRelu in prepared nets: oneDNN's kernels for bytes make the sums, which are exact; rounding is the operator's own.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"
#include "netdef/simd.h"
#include "ops/quantized/_conv.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using compile::Quantization;
using dnnl::memory;
using onednn::OneDnnKernel;
using type = memory::data_type;

// One integer that a primitive reads when it runs.
OneDnnKernel::Constant Single(PlanBuilder& plan, int argument, int32_t value) {
  const auto buffer = plan.packed().Get(internal::Concat("integer ", value), sizeof value, [&](void* to) { *static_cast<int32_t*>(to) = value; });
  return {argument, memory::desc({1}, type::s32, memory::format_tag::a), buffer, buffer->data()};
}

NETDEF_SIMD void RequantizePixels(const int8::Requantizer requantize, const int32_t* sums, const int32_t* bias, int64_t pixels, int64_t channels,
                                  uint8_t* y) {
  for (int64_t p = 0; p < pixels; ++p) {
    for (int64_t c = 0; c < channels; ++c) y[p * channels + c] = requantize(static_cast<uint32_t>(sums[p * channels + c]), bias[c]);
  }
}

class RequantizeKernel final : public compile::PlainKernel {
 public:
  RequantizeKernel(const int8::Requantizer& requantize, const int32_t* bias, int64_t pixels, int64_t channels)
      : requantize_(requantize), bias_(bias), pixels_(pixels), channels_(channels) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const int32_t* sums = operands[0].data<const int32_t>();
    uint8_t* y = operands[1].data<uint8_t>();
    ParallelFor(0, pixels_, GrainFor(int8::kGrain, channels_), [&](int64_t begin, int64_t end) {
      RequantizePixels(requantize_, sums + begin * channels_, bias_, end - begin, channels_, y + begin * channels_);
    });
  }

 private:
  const int8::Requantizer requantize_;
  const int32_t* const bias_;  // a parameter
  const int64_t pixels_, channels_;
};

// The filter as signed bytes around its zero point; empty where they do not fit.
std::vector<int8_t> SignedFilter(const Int8Tensor& w) {
  const uint8_t* bytes = w.t.data<uint8_t>();
  const int32_t zero = int8::Zero(w.zero_point);
  std::vector<int8_t> values(static_cast<size_t>(w.t.numel()));
  for (size_t i = 0; i < values.size(); ++i) {
    const int32_t v = bytes[i] - zero;
    if (v < -128 || v > 127) return {};
    values[i] = static_cast<int8_t>(v);
  }
  return values;
}

// oneDNN passes sums through floats, which hold integers up to 2^24.
bool SumsAreExact(const std::vector<int8_t>& filter, int64_t outputs) {
  const size_t depth = filter.size() / static_cast<size_t>(outputs);
  for (size_t o = 0; o < static_cast<size_t>(outputs); ++o) {
    int64_t sum = 0;
    for (size_t i = 0; i < depth; ++i) sum += std::abs(static_cast<int>(filter[o * depth + i]));
    if (sum * 255 > (int64_t{1} << 24)) return false;
  }
  return true;
}

bool LowerInt8Conv(const caffe2::OperatorDef& op, PlanBuilder& plan, bool relu) {
  if (op.input_size() != 3) return false;
  const Int8ConvArgs args = ParseArgs<Int8ConvArgs>(Arguments(op));
  const std::string &x = op.input(0), &w = op.input(1);
  const Int8Tensor *filter = plan.int8_constant(w), *bias = plan.int8_constant(op.input(2));
  const TensorSpec &in = plan.spec(x), &out = plan.spec(op.output(0));
  if (filter == nullptr || bias == nullptr || !in.int8 || in.dtype != DType::kUint8 || filter->t.dtype() != DType::kUint8) return false;
  if (StorageOrderFromString(args.order) != StorageOrder::kNHWC || bias->t.dtype() != DType::kInt32 || bias->t.numel() != out.dims[3]) return false;
  const Quantization qx = *plan.quantization(x), qy{args.scale, args.zero_point};
  // What the operator refuses it shall refuse itself.
  for (float s : {qx.scale, filter->scale, qy.scale}) {
    if (!std::isnormal(s) || s <= 0) return false;
  }
  if (qx.scale * filter->scale / qy.scale >= 1.0f) return false;
  const std::vector<int8_t> values = SignedFilter(*filter);
  if (values.empty() || !SumsAreExact(values, filter->t.dim(0))) return false;

  const Window window = MakeWindow(args, {in.dims[1], in.dims[2]});
  memory::dims strides, dilations, heads, tails;
  for (const WindowAxis& a : window.axes) {
    if (!onednn::Serves(a)) return false;
    strides.push_back(a.stride);
    dilations.push_back(a.dilation - 1);
    heads.push_back(a.pad_head);
    tails.push_back(a.pad_tail);
  }
  // oneDNN's order of dims; the memory is the same.
  const Dims image{in.dims[0], in.dims[3], in.dims[1], in.dims[2]}, result{out.dims[0], out.dims[3], out.dims[1], out.dims[2]};
  const int64_t m = out.dims[3], c = in.dims[3] / args.group, kh = window.axes[0].kernel, kw = window.axes[1].kernel;
  memory::dims filter_dims{m, c, kh, kw}, lies{kh * kw * c, 1, kw * c, c};
  if (args.group > 1) {
    filter_dims = {args.group, m / args.group, c, kh, kw};
    lies.insert(lies.begin(), m / args.group * kh * kw * c);
  }
  dnnl::primitive_attr attributes = onednn::Attributes();
  const int32_t x_zero = int8::Zero(qx.zero_point);
  if (x_zero != 0) attributes.set_zero_points_mask(DNNL_ARG_SRC, 0);
  const auto pd = onednn::TryMake("prepare a convolution of bytes", [&] {
    return dnnl::convolution_forward::primitive_desc(
        onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
        onednn::Describe(image, Layout::kChannelsLast, type::u8), memory::desc(filter_dims, type::s8, memory::format_tag::any),
        memory::desc(), onednn::Describe(result, Layout::kChannelsLast, type::s32), strides, dilations, heads,
        tails, attributes);
  });
  if (!pd || onednn::IsReference(pd.impl_info_str())) return false;

  const memory::desc packed_desc = pd.weights_desc();
  const auto weights = plan.packed().Get(internal::Concat(w, " s8 ", x_zero, " ", onednn::DescText(packed_desc)), packed_desc.get_size(), [&](void* to) {
    onednn::Checked("pack a filter of bytes", [&] {
      memory from(memory::desc(filter_dims, type::s8, lies), onednn::Engine(), const_cast<int8_t*>(values.data())), packed(packed_desc, onednn::Engine(), to);
      dnnl::reorder(from, packed).execute(onednn::Stream(), from, packed);
      onednn::Stream().wait();
    });
  });
  std::vector<OneDnnKernel::Constant> constants{{DNNL_ARG_WEIGHTS, packed_desc, weights, weights->data()}};
  if (x_zero != 0) constants.push_back(Single(plan, DNNL_ARG_ATTR_ZERO_POINTS | DNNL_ARG_SRC, x_zero));
  const int64_t n = NumElements(out.dims);
  const int from = plan.Read(x, Layout::kPlain), sums = plan.WriteTemporary(static_cast<size_t>(n) * sizeof(int32_t));
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::convolution_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                                           std::move(constants)),
            {from}, {sums});
  const int8::Requantizer requantize(int8::ProductScale(op.type(), qx.scale, filter->scale, qy.scale), qy.zero_point, relu);
  plan.Emit(std::make_shared<RequantizeKernel>(requantize, bias->t.data<int32_t>(), n / m, m), {sums}, {plan.Write(op.output(0), Layout::kPlain)});
  return true;
}

bool LowerWithoutRelu(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerInt8Conv(op, plan, false); }
bool LowerWithRelu(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerInt8Conv(op, plan, true); }

REGISTER_LOWERING("", Int8Conv, LowerWithoutRelu);
REGISTER_LOWERING("", Int8ConvRelu, LowerWithRelu);

}  // namespace
}  // namespace netdef
