// BitwiseAnd of ONNX: conjunction of bits with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct BitwiseAnd {
  template <typename T>
  T operator()(T a, T b) const {
    return static_cast<T>(a & b);
  }
};

ONNX_OPERATOR_SCHEMA(BitwiseAnd).FillUsing(OnnxBinarySchema).SetDoc("Bitwise conjunction of integers, element by element.");

REGISTER_ONNX_OPERATOR(BitwiseAnd, OnnxBinaryOp<BitwiseAnd, AllIntTypes>);

}  // namespace
}  // namespace netdef
