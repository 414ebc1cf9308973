// ReduceL2 of ONNX: square root of the sum of squares of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceL2Fold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, MulWrapped(static_cast<A>(x), static_cast<A>(x)));
  }
  template <typename A>
  static A Finish(A sum, int64_t /*n*/) {
    return Root(sum);
  }
};

ONNX_OPERATOR_SCHEMA(ReduceL2).FillUsing(ReduceSchema).SetDoc("Square root of the sum of squares of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceL2, ReduceOp<ReduceL2Fold>);

}  // namespace
}  // namespace netdef
