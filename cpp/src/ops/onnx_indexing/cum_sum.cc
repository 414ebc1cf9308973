// CumSum of ONNX: running sums along an axis.
#include "ops/onnx_indexing/_running.h"

namespace netdef {
namespace {

struct SumOf {
  static constexpr int kStart = 0;
  template <typename T>
  T operator()(T a, T b) const {
    return AddWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(CumSum).FillUsing(RunningSchema).SetDoc("Running sums along an axis.");

REGISTER_ONNX_OPERATOR(CumSum, RunningOp<SumOf>);

}  // namespace
}  // namespace netdef
