// ArgMax of ONNX: where the largest element along an axis is; of equal ones the first or the last.
#include "ops/onnx_reduce/_arg.h"

namespace netdef {
namespace {

struct ArgMaxBetter {
  template <typename T>
  bool operator()(T a, T b) const {
    return a > b;
  }
};

ONNX_OPERATOR_SCHEMA(ArgMax).FillUsing(ArgSchema).SetDoc("Where the largest element along an axis is.");

REGISTER_ONNX_OPERATOR(ArgMax, ArgOp<ArgMaxBetter>);

}  // namespace
}  // namespace netdef
