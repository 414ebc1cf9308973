// Div of ONNX: quotient with broadcasting; of integers, rounded towards 0. Division of an integer by 0 is an error.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Div {
  template <typename T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return a / b;
    } else {
      if (b == 0) NETDEF_THROW("[Div] division of the integer ", +a, " by 0");
      if constexpr (std::is_signed_v<T>) {
        if (b == T(-1)) return NegateWrapped(a);
      }
      return static_cast<T>(a / b);
    }
  }
};

ONNX_OPERATOR_SCHEMA(Div)
    .FillUsing(OnnxBinarySchema)
    .AllowInplace({{0, 0}, {1, 0}})
    .SetDoc("Quotient of two tensors, element by element; integers are rounded towards 0.");

REGISTER_ONNX_OPERATOR(Div, OnnxBinaryOp<Div, AllNumericTypes>);

}  // namespace
}  // namespace netdef
