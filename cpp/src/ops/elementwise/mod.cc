// Mod: Y = X % divisor for integers. The remainder has X's sign, or with sign_follow_divisor the divisor's.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ModArgs {
  int64_t divisor = 0;
  bool sign_follow_divisor = false;

  template <typename V>
  void Fields(V& v) {
    v("divisor", divisor, "What X is divided by; must not be 0.");
    v("sign_follow_divisor", sign_follow_divisor, "The remainder gets the sign of the divisor, not that of X.");
    if (V::kReads) NETDEF_ENFORCE_NE(divisor, 0, "the argument divisor must be given and not be 0");
  }
};

struct Mod {
  template <typename T>
  T operator()(T x, const ModArgs& args) const {
    if (args.divisor == -1) return 0;  // the least integer divided by -1 does not fit
    const int64_t rest = static_cast<int64_t>(x) % args.divisor;
    const bool other_sign = rest != 0 && (rest < 0) != (args.divisor < 0);
    return static_cast<T>(args.sign_follow_divisor && other_sign ? rest + args.divisor : rest);
  }
};

OPERATOR_SCHEMA(Mod)
    .FillUsing(PointwiseSchema)
    .AllowInplace({{0, 0}})
    .Args<ModArgs>()
    .SetDoc("Remainder of the division of each integer by `divisor`.");

REGISTER_CPU_OPERATOR(Mod, UnaryOp<Mod, ModArgs, IntTypes>);
SHOULD_NOT_DO_GRADIENT(Mod);

}  // namespace
}  // namespace netdef
