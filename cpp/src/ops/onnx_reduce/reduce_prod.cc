// ReduceProd of ONNX: product of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceProdFold : SumFold {
  template <typename A>
  static A Start() {
    return A(1);
  }
  template <typename A>
  static A Join(A a, A b) {
    return MulWrapped(a, b);
  }
  template <typename A, typename T>
  static A Add(A product, T x) {
    return MulWrapped(product, static_cast<A>(x));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceProd).FillUsing(ReduceSchema).SetDoc("Product of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceProd, ReduceOp<ReduceProdFold>);

}  // namespace
}  // namespace netdef
