// ReduceMean of ONNX: mean of the elements along some axes.
#include "ops/onnx_reduce/_shared.h"

namespace netdef {
namespace {

struct ReduceMeanFold : SumFold {
  template <typename A, typename T>
  static A Add(A sum, T x) {
    return AddWrapped(sum, static_cast<A>(x));
  }
  static constexpr bool kOfNothing = false;
  template <typename A>
  static A Finish(A sum, int64_t n) {
    return static_cast<A>(sum / static_cast<A>(n));
  }
};

ONNX_OPERATOR_SCHEMA(ReduceMean).FillUsing(ReduceSchema).SetDoc("Mean of the elements along some axes.");

REGISTER_ONNX_OPERATOR(ReduceMean, ReduceOp<ReduceMeanFold>);

}  // namespace
}  // namespace netdef
