// Min of ONNX: smallest of all inputs with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Min {
  static constexpr bool kMean = false;
  template <typename T>
  T operator()(T a, T b) const {
    return a != a || a < b ? a : b;
  }
};

ONNX_OPERATOR_SCHEMA(Min).FillUsing(OnnxFoldSchema).AllowInplace({{0, 0}}).SetDoc("Smallest of the inputs, element by element.");

REGISTER_ONNX_OPERATOR(Min, OnnxFoldOp<Min>);

}  // namespace
}  // namespace netdef
