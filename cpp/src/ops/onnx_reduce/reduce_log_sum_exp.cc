// ReduceLogSumExp of ONNX: logarithm of the sum of the exponentials of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceLogSumExpFold {
  // The sum of exp(x - top), so that nothing overflows.
  struct Scaled {
    double top = -std::numeric_limits<double>::infinity(), sum = 0;
  };

  static constexpr bool kOfNothing = true;
  template <typename T>
  using Sum = Scaled;
  template <typename A>
  static A Start() {
    return A();
  }
  static Scaled Join(Scaled a, Scaled b) {
    if (a.top < b.top) std::swap(a, b);
    if (b.sum == 0) return a;
    return {a.top, a.sum + (std::isinf(a.top) && a.top == b.top ? b.sum : b.sum * std::exp(b.top - a.top))};
  }
  template <typename T>
  static Scaled Add(Scaled a, T x) {
    return x != x ? Scaled{a.top, std::numeric_limits<double>::quiet_NaN()} : Join(a, {static_cast<double>(x), 1});
  }
  static double Finish(Scaled a, int64_t /*n*/) { return a.sum == 0 ? a.top : a.top + std::log(a.sum); }
};

ONNX_OPERATOR_SCHEMA(ReduceLogSumExp).FillUsing(ReduceSchema).SetDoc("Logarithm of the sum of the exponentials of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceLogSumExp, ReduceOp<ReduceLogSumExpFold>);

}  // namespace
}  // namespace netdef
