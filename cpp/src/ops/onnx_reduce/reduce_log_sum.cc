// ReduceLogSum of ONNX: logarithm of the sum of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceLogSumFold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, static_cast<A>(x));
  }
  template <typename A>
  static A Finish(A sum, int64_t /*n*/) {
    return static_cast<A>(std::log(static_cast<double>(sum)));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceLogSum).FillUsing(ReduceSchema).SetDoc("Logarithm of the sum of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceLogSum, ReduceOp<ReduceLogSumFold>);

}  // namespace
}  // namespace netdef
