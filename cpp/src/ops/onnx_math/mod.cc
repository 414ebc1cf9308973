// Mod of ONNX: remainder with broadcasting, of the sign of B, or with fmod=1 of A. An integer modulo 0 is an error.
#include <cmath>

#include "ops/onnx_math/_divisor.h"

namespace netdef {
namespace {

struct ModArgs {
  bool fmod = false;

  template <typename V>
  void Fields(V& v) {
    v("fmod", fmod, "The remainder has the sign of A (as C's fmod has), not that of B.");
  }
};

template <bool kFmod>
struct Mod {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      const T r = std::fmod(a, b);
      return kFmod || r == 0 || (r < 0) == (b < 0) ? r : r + b;
    } else {
      if constexpr (std::is_signed_v<T>) {
        if (b == T(-1)) return 0;
        const T r = static_cast<T>(a % b);
        return kFmod || r == 0 || (r < 0) == (b < 0) ? r : static_cast<T>(r + b);
      } else {
        return static_cast<T>(a % b);
      }
    }
  }
};

class ModOp final : public WidenedOperator<ModArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void Prepare() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype(), "[Mod] A and B must be of one type, got ",
                   DTypeName(Input(0).dtype()), " and ", DTypeName(Input(1).dtype()));
    plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims());
  }

  void ComputeWide() override {
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T *a = Input(0).data<T>(), *b = Input(1).data<T>();
      EnforceDivisor<T>("Mod", plan_, Input(1));
      T* c = Output(0)->mutable_data<T>();
      args_.fmod ? MapBroadcast(plan_, a, b, c, Mod<true>()) : MapBroadcast(plan_, a, b, c, Mod<false>());
    });
  }

 private:
  BroadcastPlan plan_;
};

ONNX_OPERATOR_SCHEMA(Mod)
    .FillUsing(OnnxBinarySchema)
    .Args<ModArgs>()
    .SetDoc("Remainder of division, element by element.");

REGISTER_ONNX_OPERATOR(Mod, ModOp);

}  // namespace
}  // namespace netdef
