// Sigmoid of ONNX: 1 / (1 + exp(-x)).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sigmoid : CostlyFormula {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return vec::Sigmoid(x);
  }
};

ONNX_OPERATOR_SCHEMA(Sigmoid).FillUsing(OnnxUnarySchema).SetDoc("1 / (1 + exp(-x)), element by element.");

REGISTER_ONNX_OPERATOR(Sigmoid, OnnxUnaryOp<Sigmoid>);

}  // namespace
}  // namespace netdef
