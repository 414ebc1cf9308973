// Log of ONNX: Natural logarithm.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Log : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Log(x);
  }
};

ONNX_OPERATOR_SCHEMA(Log).FillUsing(OnnxUnarySchema).SetDoc("Natural logarithm, element by element.");

REGISTER_ONNX_OPERATOR(Log, OnnxUnaryOp<Log>);

}  // namespace
}  // namespace netdef
