// Softsign: y = x / (1 + |x|).
// dX = dY / (1 + |x|)^2.
#include <cmath>

#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct Softsign {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x / (T(1) + std::abs(x));
  }
};

struct SoftsignGradient {
  template <typename T>
  T operator()(T x, T dy, const NoArgs&) const {
    const T scale = T(1) + std::abs(x);
    return dy / (scale * scale);
  }
};

OPERATOR_SCHEMA(Softsign)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .SetDoc("Maps each element to (-1, 1): x / (1 + |x|).");

OPERATOR_SCHEMA(SoftsignGradient)
    .FillUsing(PointwiseGradientSchema("Softsign", {"X", "dY"}))
    .AllowInplace({{1, 0}});

REGISTER_CPU_OPERATOR(Softsign, UnaryOp<Softsign>);
REGISTER_CPU_OPERATOR(SoftsignGradient, BinaryMapOp<SoftsignGradient>);

class GetSoftsignGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    NETDEF_ENFORCE(I(0) != O(0), "Cannot compute softsign gradient if you choose to do an in-place calculation.");
    return SingleGradientDef("SoftsignGradient", "", {I(0), GO(0)}, {GI(0)});
  }
};
REGISTER_GRADIENT(Softsign, GetSoftsignGradient);

}  // namespace
}  // namespace netdef
