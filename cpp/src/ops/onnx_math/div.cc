// Div of ONNX: quotient with broadcasting; of integers, rounded towards 0. Division of an integer by 0 is an error.
#include "ops/onnx_math/_divisor.h"

namespace netdef {
namespace {

struct Div {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a / b;
    } else {
      if constexpr (std::is_signed_v<T>) {
        if (b == T(-1)) return NegateWrapped(a);
      }
      return static_cast<T>(a / b);
    }
  }
};

class DivOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void Prepare() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype(), "[Div] A and B must be of one type, got ", DTypeName(Input(0).dtype()),
                   " and ", DTypeName(Input(1).dtype()));
    plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims());
  }

  void ComputeWide() override {
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      EnforceDivisor<T>("Div", plan_, Input(1));
      MapBroadcast(plan_, Input(0).data<T>(), Input(1).data<T>(), Output(0)->mutable_data<T>(), Div());
    });
  }

 private:
  BroadcastPlan plan_;
};

ONNX_OPERATOR_SCHEMA(Div)
    .FillUsing(OnnxBinarySchema)
    .AllowInplace({{0, 0}, {1, 0}})
    .SetDoc("Quotient of two tensors, element by element; integers are rounded towards 0.");

REGISTER_ONNX_OPERATOR(Div, DivOp);

}  // namespace
}  // namespace netdef
