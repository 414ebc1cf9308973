// Round of ONNX: Nearest integer, ties to even.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Round {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::nearbyint(x);
  }
};

ONNX_OPERATOR_SCHEMA(Round).FillUsing(OnnxUnarySchema).SetDoc("Nearest integer, ties to even, element by element.");

REGISTER_ONNX_OPERATOR(Round, OnnxUnaryOp<Round>);

}  // namespace
}  // namespace netdef
