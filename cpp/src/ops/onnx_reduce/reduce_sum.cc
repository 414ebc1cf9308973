// ReduceSum of ONNX: sum of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceSumFold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, static_cast<A>(x));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceSum).FillUsing(ReduceSchema).SetDoc("Sum of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceSum, ReduceOp<ReduceSumFold, TypeList<float, double, int8_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t>>);

}  // namespace
}  // namespace netdef
