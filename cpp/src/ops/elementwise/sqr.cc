// Sqr: y = x^2.
#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct Sqr {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x * x;
  }
};

OPERATOR_SCHEMA(Sqr)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Square of each element.");

REGISTER_CPU_OPERATOR(Sqr, UnaryOp<Sqr>);

// dX = 2 * dY * X; dY itself is scaled, as nothing reads it afterwards.
class GetSqrGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    return {CreateOperatorDef("Scale", "", {GO(0)}, {GO(0)}, {MakeArgument("scale", 2.0f)}),
            CreateOperatorDef("Mul", "", {GO(0), I(0)}, {GI(0)})};
  }
};

REGISTER_GRADIENT(Sqr, GetSqrGradient);

}  // namespace
}  // namespace netdef
