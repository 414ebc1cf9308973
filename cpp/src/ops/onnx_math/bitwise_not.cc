// BitwiseNot of ONNX: every bit inverted.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct BitwiseNot {
  template <typename T>
  T operator()(T x, const NoArgs&) const {
    return static_cast<T>(~x);
  }
};

ONNX_OPERATOR_SCHEMA(BitwiseNot).FillUsing(OnnxUnarySchema).SetDoc("Inverts every bit of integers.");

REGISTER_ONNX_OPERATOR(BitwiseNot, OnnxUnaryOp<BitwiseNot, NoArgs, AllIntTypes>);

}  // namespace
}  // namespace netdef
