// BitwiseOr of ONNX: disjunction of bits with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct BitwiseOr {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a | b);
  }
};

ONNX_OPERATOR_SCHEMA(BitwiseOr).FillUsing(OnnxBinarySchema).SetDoc("Bitwise disjunction of integers, element by element.");

REGISTER_ONNX_OPERATOR(BitwiseOr, OnnxBinaryOp<BitwiseOr, AllIntTypes>);

}  // namespace
}  // namespace netdef
