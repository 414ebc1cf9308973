// EnsureDense: Y = X; going backward a sparse gradient becomes a dense one.
#include "ops/elementwise/_copy.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(EnsureDense)
    .FillUsing(CopySchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Passes a tensor on, and makes sure that its gradient is dense.");

REGISTER_CPU_OPERATOR(EnsureDense, CopyOp);

class GetEnsureDenseGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    if (GradOut(0).IsSparse()) return SingleGradientDef("SparseToDense", "", {GO_I(0), GO_V(0), I(0)}, {GI(0)});
    SetDense(0, GO(0));
    return {};
  }
};

REGISTER_GRADIENT(EnsureDense, GetEnsureDenseGradient);

}  // namespace
}  // namespace netdef
