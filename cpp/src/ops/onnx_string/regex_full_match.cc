// RegexFullMatch of ONNX: whether whole strings match a regular expression of RE2's syntax.
#include "ops/onnx_string/_regex.h"
#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

struct RegexFullMatchArgs {
  std::string pattern;

  template <typename V>
  void Fields(V& v) {
    v.Required("pattern", pattern, "The expression.");
    if constexpr (V::kReads) Regex check(pattern);
  }
};

class RegexFullMatchOp final : public KernelOperator<RegexFullMatchArgs> {
 public:
  RegexFullMatchOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), regex_(args_.pattern) {}

 protected:
  void Compute() override {
    const auto* in = Input(0).data<std::string>();
    bool* out = Output(0)->mutable_data<bool>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) out[i] = regex_.FullMatch(in[i]);
  }

 private:
  const Regex regex_;
};

ONNX_OPERATOR_SCHEMA(RegexFullMatch)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<RegexFullMatchArgs>()
    .Shape<RegexFullMatchArgs>([](const RegexFullMatchArgs&, const ShapeInputs& in) { return OneSpec(in[0].dims, DType::kBool); })
    .SetDoc("Whether strings match a regular expression, in time linear in their length.")
    .Input(0, "X", "Strings.")
    .Output(0, "Y", "Bool tensor shaped like X.");

REGISTER_ONNX_OPERATOR(RegexFullMatch, RegexFullMatchOp);

}  // namespace
}  // namespace netdef
