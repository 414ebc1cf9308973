// CumProd of ONNX: running products along an axis.
#include "ops/onnx_indexing/_running.h"

namespace netdef {
namespace {

struct ProductOf {
  static constexpr int kStart = 1;
  template <typename T>
  T operator()(T a, T b) const {
    return MulWrapped(a, b);
  }
};

ONNX_OPERATOR_SCHEMA(CumProd).FillUsing(RunningSchema).SetDoc("Running products along an axis.");

REGISTER_ONNX_OPERATOR(CumProd, RunningOp<ProductOf>);

}  // namespace
}  // namespace netdef
