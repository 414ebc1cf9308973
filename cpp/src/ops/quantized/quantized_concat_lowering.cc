// netdef::QuantizedConcat in prepared nets: of images along their channels, in the order of their pixels.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "core/pass_operator.h"
#include "netdef/dims.h"
#include "ops/quantized/_quantized_concat.h"

namespace netdef {
namespace {

using compile::Layout;

class ConcatKernel final : public compile::PlainKernel {
 public:
  ConcatKernel(const QuantizedConcatArgs& args, std::vector<int64_t> widths, int64_t rows) : args_(args), widths_(std::move(widths)), rows_(rows) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    std::vector<const uint8_t*> parts;
    for (size_t i = 0; i < widths_.size(); ++i) parts.push_back(operands[i].data<const uint8_t>());
    args_.Join(parts, widths_, rows_, operands.back().data<uint8_t>());
  }

 private:
  const QuantizedConcatArgs args_;
  const std::vector<int64_t> widths_;
  const int64_t rows_;
};

bool LowerQuantizedConcat(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const auto args = ParseArgs<QuantizedConcatArgs>(Arguments(op));
  const Dims& y = plan.spec(op.output(0)).dims;
  const int axis = CanonicalAxis(args.axis, y);
  const bool image = y.size() >= 3 && axis == 1;
  const Layout layout = image ? Layout::kChannelsLast : Layout::kPlain;
  std::vector<int> reads;
  std::vector<int64_t> widths;
  for (const std::string& part : op.input()) {
    const Dims& dims = plan.spec(part).dims;
    widths.push_back(image ? dims[1] : SizeFromDim(dims, axis));
    reads.push_back(plan.Read(part, layout));
  }
  const int64_t rows = image ? NumElements(y) / y[1] : SizeToDim(y, axis);
  plan.Emit(std::make_shared<ConcatKernel>(args, std::move(widths), rows), std::move(reads), {plan.Write(op.output(0), layout)});
  return true;
}

REGISTER_LOWERING(NETDEF_DOMAIN, QuantizedConcat, LowerQuantizedConcat);

}  // namespace
}  // namespace netdef
