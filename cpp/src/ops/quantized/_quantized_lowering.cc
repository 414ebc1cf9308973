#include "ops/quantized/_quantized_lowering.h"

#include <vector>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {
namespace quantized {

bool LowerLayer(const caffe2::OperatorDef& op, compile::PlanBuilder& plan, const LayerArgs& args, const byte_conv::Problem& p, compile::Layout layout) {
  const Tensor *w = plan.constant(op.input(1)), *scales = plan.constant(op.input(2)), *bias = plan.constant(op.input(3));
  if (w == nullptr || scales == nullptr || bias == nullptr) return false;
  if (p.output.adds && plan.spec(op.input(4)).dims != plan.spec(op.output(0)).dims) return false;  // broadcast
  std::vector<float> scale;
  for (int64_t m = 0; m < p.outputs; ++m) scale.push_back(args.Scale(ScaleOf(*scales, m)));
  if (!byte_conv::Serves(p, w->data<int8_t>(), bias->data<int32_t>(), scale.data())) return false;
  const auto packed = plan.packed().Get(op.output(0) + " packed bytes", byte_conv::PackedBytes(p), [&](void* to) {
    byte_conv::Pack(p, w->data<int8_t>(), bias->data<int32_t>(), scale.data(), to);
  });
  std::vector<int> reads{plan.Read(op.input(0), layout)};
  int y = -1;
  if (!p.output.adds) {
    y = plan.Write(op.output(0), layout);
  } else if (plan.CanOverwrite(op.input(4), layout)) {
    const int addend = plan.Read(op.input(4), layout);
    reads.push_back(addend);
    y = plan.WriteOver(op.output(0), addend);
  } else {
    reads.push_back(plan.Read(op.input(4), layout));
    y = plan.Write(op.output(0), layout);
  }
  plan.Emit(byte_conv::MakeKernel(p, packed), std::move(reads), {y});
  return true;
}

}  // namespace quantized
}  // namespace netdef
