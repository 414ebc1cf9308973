// BitwiseXor of ONNX: exclusive disjunction of bits with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct BitwiseXor {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a ^ b);
  }
};

ONNX_OPERATOR_SCHEMA(BitwiseXor).FillUsing(OnnxBinarySchema).SetDoc("Bitwise exclusive disjunction of integers, element by element.");

REGISTER_ONNX_OPERATOR(BitwiseXor, OnnxBinaryOp<BitwiseXor, AllIntTypes>);

}  // namespace
}  // namespace netdef
