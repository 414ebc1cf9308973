// Alias: Y is X's tensor under another name; they share their memory.
#include "ops/elementwise/_copy.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct AliasWithNameArgs {
  std::string name;
  bool is_backward = false;

  template <typename V>
  void Fields(V& v) {
    v.Required("name", name, "A name for the reader of the net.");
    v("is_backward", is_backward, "Whether the operator is part of a backward pass; a note for the reader.");
  }
};

class AliasOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;

  bool RunOnDevice() override {
    const Tensor& x = Input(0);
    NETDEF_ENFORCE(x.dtype() != DType::kUndefined, "[", type(), "] the input ", InputName(0), " is not initialized");
    Tensor* y = Output(0);
    if (y != &x) *y = x;
    return true;
  }
};

OPERATOR_SCHEMA(Alias)
    .FillUsing(CopySchema)
    .SetDoc("Makes the output share the input's tensor; nothing is copied.");
OPERATOR_SCHEMA(AliasWithName)
    .FillUsing(CopySchema)
    .AllowInplace({{0, 0}})
    .Args<AliasWithNameArgs>()
    .SetDoc("Makes the output share the input's tensor, and names it in an argument.");

REGISTER_CPU_OPERATOR(Alias, AliasOp);
REGISTER_CPU_OPERATOR(AliasWithName, AliasOp);
GRADIENT_NOT_IMPLEMENTED_YET(AliasWithName);

// The gradient of the alias is that of the input: no operator is needed.
class GetAliasGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    SetDense(0, GO(0));
    return {};
  }
};

REGISTER_GRADIENT(Alias, GetAliasGradient);

}  // namespace
}  // namespace netdef
