// Sqrt of ONNX: Square root.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Sqrt {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return std::sqrt(x);
  }
};

ONNX_OPERATOR_SCHEMA(Sqrt).FillUsing(OnnxUnarySchema).SetDoc("Square root, element by element.");

REGISTER_ONNX_OPERATOR(Sqrt, OnnxUnaryOp<Sqrt>);

}  // namespace
}  // namespace netdef
