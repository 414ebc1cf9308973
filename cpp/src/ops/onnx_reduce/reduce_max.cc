// ReduceMax of ONNX: largest of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceMaxFold {
  static constexpr bool kOfNothing = true;
  template <typename T>
  using Sum = T;
  template <typename A>
  static A Start() {
    return static_cast<A>(std::numeric_limits<A>::has_infinity ? -std::numeric_limits<A>::infinity() : std::numeric_limits<A>::lowest());
  }
  template <typename A>
  static A Add(A a, A b) {
    return b > a || b != b ? b : a;
  }
  template <typename A>
  static A Join(A a, A b) {
    return Add(a, b);
  }
  template <typename A>
  static A Finish(A extreme, int64_t /*n*/) {
    return extreme;
  }
};

ONNX_OPERATOR_SCHEMA(ReduceMax).FillUsing(ReduceSchema).SetDoc("Largest of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceMax, ReduceOp<ReduceMaxFold, TypeList<float, double, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool>>);

}  // namespace
}  // namespace netdef
