// Softsign of ONNX: x / (1 + |x|).
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Softsign {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return x / (1 + std::abs(x));
  }
};

ONNX_OPERATOR_SCHEMA(Softsign).FillUsing(OnnxUnarySchema).SetDoc("x / (1 + |x|), element by element.");

REGISTER_ONNX_OPERATOR(Softsign, OnnxUnaryOp<Softsign>);

}  // namespace
}  // namespace netdef
