// ReduceL1 of ONNX: sum of absolute values of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceL1Fold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, x < T(0) ? NegateWrapped(static_cast<A>(x)) : static_cast<A>(x));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceL1).FillUsing(ReduceSchema).SetDoc("Sum of absolute values of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceL1, ReduceOp<ReduceL1Fold>);

}  // namespace
}  // namespace netdef
