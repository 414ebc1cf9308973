// netdef::QuantizedSum in prepared nets: in the layout at hand.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "ops/quantized/_quantized_sum.h"

namespace netdef {
namespace {

using compile::Layout;

class SumKernel final : public compile::PlainKernel {
 public:
  SumKernel(const QuantizedSumArgs& args, int64_t n) : args_(args), n_(n) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    args_.Add(operands[0].data<const uint8_t>(), operands[1].data<const uint8_t>(), n_, operands[2].data<uint8_t>());
  }

 private:
  const QuantizedSumArgs args_;
  const int64_t n_;
};

bool LowerQuantizedSum(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const std::string &a = op.input(0), &b = op.input(1);
  const Dims dims = plan.spec(a).dims;
  if (plan.spec(b).dims != dims) return false;  // broadcast
  const bool image = dims.size() >= 3 && plan.Has(a, Layout::kChannelsLast) && plan.Has(b, Layout::kChannelsLast);
  const Layout layout = image ? Layout::kChannelsLast : Layout::kPlain;
  const bool over_a = plan.CanOverwrite(a, layout), over_b = !over_a && plan.CanOverwrite(b, layout);
  const int from_a = plan.Read(a, layout), from_b = plan.Read(b, layout);
  const int y = over_a ? plan.WriteOver(op.output(0), from_a) : over_b ? plan.WriteOver(op.output(0), from_b) : plan.Write(op.output(0), layout);
  plan.Emit(std::make_shared<SumKernel>(ParseArgs<QuantizedSumArgs>(Arguments(op)), NumElements(dims)), {from_a, from_b}, {y});
  return true;
}

REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedSum, LowerQuantizedSum);

}  // namespace
}  // namespace netdef
