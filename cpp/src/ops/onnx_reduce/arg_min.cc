// ArgMin of ONNX: where the smallest element along an axis is; of equal ones the first or the last.
#include "ops/onnx_reduce/_arg.h"

namespace netdef {
namespace {

struct ArgMinBetter {
  template <typename T>
  bool operator()(T a, T b) const {
    return a < b;
  }
};

ONNX_OPERATOR_SCHEMA(ArgMin).FillUsing(ArgSchema).SetDoc("Where the smallest element along an axis is.");

REGISTER_ONNX_OPERATOR(ArgMin, ArgOp<ArgMinBetter>);

}  // namespace
}  // namespace netdef
