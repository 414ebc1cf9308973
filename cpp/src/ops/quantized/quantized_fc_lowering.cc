// netdef::QuantizedFC in prepared nets: a convolution of one tap.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "netdef/dims.h"
#include "ops/quantized/_quantized_fc.h"
#include "ops/quantized/_quantized_lowering.h"

namespace netdef {
namespace {

bool LowerQuantizedFC(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const auto args = ParseArgs<QuantizedFCArgs>(Arguments(op));
  const Dims &x = plan.spec(op.input(0)).dims, &w = plan.spec(op.input(1)).dims;
  byte_conv::Problem p;
  p.channels = w[1];
  p.outputs = w[0];
  p.columns.in = p.columns.out = SizeToDim(x, CanonicalAxis(args.axis, x));
  p.x_zero = args.x_zero_point;
  p.output = args.Output();
  return quantized::LowerLayer(op, plan, args, p, compile::Layout::kPlain);
}

REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedFC, LowerQuantizedFC);

}  // namespace
}  // namespace netdef
