// Int8Conv and Int8ConvRelu in prepared nets: oneDNN's kernels for bytes, with the filter packed once.
//
// Results may differ from the operator's by a step where a value lies between two: the operator rounds in fixed point.
#include <algorithm>
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/kernel.h"
#include "ops/quantized/_conv.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using compile::Quantization;
using dnnl::memory;
using onednn::OneDnnKernel;
using type = memory::data_type;

// One value that a primitive reads when it runs.
template <typename T>
OneDnnKernel::Constant Single(PlanBuilder& plan, int argument, T value, type t) {
  const auto buffer = plan.packed().Get(internal::Concat("single ", static_cast<int>(t), " ", int8::FloatBits(static_cast<float>(value))), sizeof(T),
                                        [&](void* to) { *static_cast<T*>(to) = value; });
  return {argument, memory::desc({1}, t, memory::format_tag::a), buffer, buffer->data()};
}

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

bool LowerInt8Conv(const caffe2::OperatorDef& op, PlanBuilder& plan, bool relu) {
  if (op.input_size() != 3) return false;
  const Int8ConvArgs args = ParseArgs<Int8ConvArgs>(Arguments(op));
  const std::string &x = op.input(0), &w = op.input(1);
  const Int8Tensor *filter = plan.int8_constant(w), *bias = plan.int8_constant(op.input(2));
  const TensorSpec &in = plan.spec(x), &out = plan.spec(op.output(0));
  if (filter == nullptr || bias == nullptr || !in.int8 || in.dtype != DType::kUint8 || filter->t.dtype() != DType::kUint8) return false;
  if (StorageOrderFromString(args.order) != StorageOrder::kNHWC || bias->t.dtype() != DType::kInt32 || bias->t.numel() != out.dims[3]) return false;
  const Quantization qx = *plan.quantization(x), qy{args.scale, args.zero_point};
  const float product = qx.scale * filter->scale;
  // What the operator refuses it shall refuse itself.
  for (float s : {qx.scale, filter->scale, qy.scale}) {
    if (!std::isnormal(s) || s <= 0) return false;
  }
  if (product / qy.scale >= 1.0f) return false;
  const std::vector<int8_t> values = SignedFilter(*filter);
  if (values.empty()) return false;

  const Window window = MakeWindow(args, {in.dims[1], in.dims[2]});
  memory::dims strides, dilations, heads, tails;
  for (const WindowAxis& a : window.axes) {
    if (a.pad_head < 0 || a.dilation < 1) return false;
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
  dnnl::post_ops ops;
  if (relu) onednn::AppendActivation({ActivationFunction::Kind::kRelu}, &ops);
  dnnl::primitive_attr attributes = onednn::Attributes(ops);
  const int32_t x_zero = int8::Zero(qx.zero_point), y_zero = int8::Zero(qy.zero_point);
  attributes.set_scales_mask(DNNL_ARG_SRC, 0);
  attributes.set_scales_mask(DNNL_ARG_DST, 0);
  if (x_zero != 0) attributes.set_zero_points_mask(DNNL_ARG_SRC, 0);
  if (y_zero != 0) attributes.set_zero_points_mask(DNNL_ARG_DST, 0);
  const auto pd = onednn::TryMake("prepare a convolution of bytes", [&] {
    return dnnl::convolution_forward::primitive_desc(
        onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
        onednn::Describe(image, Layout::kChannelsLast, type::u8), memory::desc(filter_dims, type::s8, memory::format_tag::any),
        memory::desc({m}, type::f32, memory::format_tag::a), onednn::Describe(result, Layout::kChannelsLast, type::u8), strides, dilations, heads,
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
  const auto real_bias = plan.packed().Get(internal::Concat(op.input(2), " times ", int8::FloatBits(product)), static_cast<size_t>(m) * sizeof(float), [&](void* to) {
    const int32_t* b = bias->t.data<int32_t>();
    for (int64_t i = 0; i < m; ++i) static_cast<float*>(to)[i] = static_cast<float>(b[i]) * product;
  });
  std::vector<OneDnnKernel::Constant> constants{
      {DNNL_ARG_WEIGHTS, packed_desc, weights, weights->data()},
      {DNNL_ARG_BIAS, pd.bias_desc(), real_bias, real_bias->data()},
      Single(plan, DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, product, type::f32),
      Single(plan, DNNL_ARG_ATTR_SCALES | DNNL_ARG_DST, qy.scale, type::f32),
  };
  if (x_zero != 0) constants.push_back(Single(plan, DNNL_ARG_ATTR_ZERO_POINTS | DNNL_ARG_SRC, x_zero, type::s32));
  if (y_zero != 0) constants.push_back(Single(plan, DNNL_ARG_ATTR_ZERO_POINTS | DNNL_ARG_DST, y_zero, type::s32));
  const int from = plan.Read(x, Layout::kPlain), to = plan.Write(op.output(0), Layout::kPlain);
  plan.Emit(std::make_shared<OneDnnKernel>(dnnl::convolution_forward(pd), pd,
                                           std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, pd.src_desc()}, {DNNL_ARG_DST, pd.dst_desc()}},
                                           std::move(constants)),
            {from}, {to});
  return true;
}

bool LowerWithoutRelu(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerInt8Conv(op, plan, false); }
bool LowerWithRelu(const caffe2::OperatorDef& op, PlanBuilder& plan) { return LowerInt8Conv(op, plan, true); }

REGISTER_LOWERING("", Int8Conv, LowerWithoutRelu);
REGISTER_LOWERING("", Int8ConvRelu, LowerWithRelu);

}  // namespace
}  // namespace netdef
