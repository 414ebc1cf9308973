// ReduceSumSquare of ONNX: sum of squares of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceSumSquareFold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, MulWrapped(static_cast<A>(x), static_cast<A>(x)));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceSumSquare).FillUsing(ReduceSchema).SetDoc("Sum of squares of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceSumSquare, ReduceOp<ReduceSumSquareFold>);

}  // namespace
}  // namespace netdef
