// netdef::QuantizedConv in prepared nets: images with channels last, filters packed once, bytes from end to end.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/onnx_window.h"
#include "core/pass_operator.h"
#include "ops/quantized/_quantized_conv.h"
#include "ops/quantized/_quantized_lowering.h"

namespace netdef {
namespace {

using compile::PlanBuilder;

bool LowerQuantizedConv(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const auto args = ParseArgs<QuantizedConvArgs>(Arguments(op));
  const Dims& x = plan.spec(op.input(0)).dims;
  const Window window = MakeWindow(args, SpatialDims(x));
  if (window.axes.size() > 2) return false;
  for (const WindowAxis& a : window.axes) {
    if (a.pad_head < 0 || a.pad_tail < 0 || a.dilation < 1) return false;
  }
  byte_conv::Problem p;
  p.batch = x[0];
  p.channels = x[1];
  p.outputs = plan.spec(op.input(1)).dims[0];
  p.groups = args.group;
  if (window.axes.size() == 2) p.rows = window.axes[0];
  p.columns = window.axes.back();
  p.x_zero = args.x_zero_point;
  p.output = args.Output();
  return quantized::LowerLayer(op, plan, args, p, compile::Layout::kChannelsLast);
}

REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedConv, LowerQuantizedConv);

}  // namespace
}  // namespace netdef
