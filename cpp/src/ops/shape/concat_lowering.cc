// Concat in prepared nets: where the parts lie one behind the other in the result, they are written there at once.
#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "netdef/dims.h"
#include "netdef/parallel.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;

// Rows of bytes from each input, side by side.
class JoinKernel final : public compile::PlainKernel {
 public:
  JoinKernel(int64_t rows, std::vector<size_t> widths) : rows_(rows), widths_(std::move(widths)) {
    for (size_t w : widths_) sum_ += w;
  }
  std::string implementation() const override { return "copy"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    char* to = operands.back().data<char>();
    for (size_t i = 0; i < widths_.size(); ++i) {
      const char* from = operands[i].data<const char>();
      const size_t width = widths_[i];
      ParallelFor(0, rows_, GrainFor(1 << 18, static_cast<int64_t>(width)), [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; ++r) std::copy_n(from + static_cast<size_t>(r) * width, width, to + static_cast<size_t>(r) * sum_);
      });
      to += width;
    }
  }

 private:
  const int64_t rows_;
  const std::vector<size_t> widths_;
  size_t sum_ = 0;
};

bool LowerConcat(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const Arguments args(op);
  if (plan.IsRead(op.output(1))) return false;
  const Dims& y = plan.spec(op.output(0)).dims;
  const std::vector<std::string> parts(op.input().begin(), op.input().end());
  const ChannelAxisArgs parsed = ParseArgs<ChannelAxisArgs>(args);
  const bool stacks = args.Get<int>("add_axis", 0) != 0 && parsed.has_axis;
  const int axis = parsed.Axis(y);
  const int64_t rows = SizeToDim(y, axis), block = compile::ChannelBlock();
  const bool images = !stacks && axis == 1 && y.size() >= 3 && y.size() <= 5 && plan.spec(parts[0]).dtype == DType::kFloat;
  // Blocks of channels join only where no part ends within one.
  const bool whole_blocks =
      images && std::all_of(parts.begin(), parts.end() - 1, [&](const auto& p) { return plan.spec(p).dims[1] % block == 0; });
  const bool any_blocked = images && std::any_of(parts.begin(), parts.end(), [&](const auto& p) { return !plan.Has(p, Layout::kPlain); });
  const Layout layout = whole_blocks && any_blocked ? Layout::kBlocked : Layout::kPlain;

  std::vector<int> reads;
  std::vector<size_t> widths;
  for (const std::string& part : parts) {
    reads.push_back(plan.Read(part, layout));
    const Dims& dims = plan.spec(part).dims;
    widths.push_back(layout == Layout::kPlain
                         ? static_cast<size_t>(NumElements(dims) / rows) * ItemSize(plan.spec(part).dtype)
                         : compile::StoredBytes(dims, sizeof(float), layout) / static_cast<size_t>(rows));
  }
  if (rows == 1 && plan.WriteJoined(op.output(0), parts, layout)) return true;
  plan.Emit(std::make_shared<JoinKernel>(rows, std::move(widths)), std::move(reads), {plan.Write(op.output(0), layout)});
  return true;
}

REGISTER_LOWERING("", Concat, LowerConcat);
REGISTER_LOWERING("", DepthConcat, LowerConcat);

}  // namespace
}  // namespace netdef
