// Sqrt: y = square root of x.
#include <cmath>

#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct Sqrt {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::sqrt(x);
  }
};

OPERATOR_SCHEMA(Sqrt)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Square root of each element.");

REGISTER_CPU_OPERATOR(Sqrt, UnaryOp<Sqrt>);

// dX = dY / 2 / Y.
class GetSqrtGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    return {CreateOperatorDef("Scale", "", {GO(0)}, {GI(0)}, {MakeArgument("scale", 0.5f)}),
            CreateOperatorDef("Div", "", {GI(0), O(0)}, {GI(0)})};
  }
};

REGISTER_GRADIENT(Sqrt, GetSqrtGradient);

}  // namespace
}  // namespace netdef
