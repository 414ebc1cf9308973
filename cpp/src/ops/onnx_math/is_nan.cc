// IsNaN of ONNX: whether an element is not a number.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct IsNaN {
  template <typename T>
  bool operator()(T x, const NoArgs&) const {
    return x != x;
  }
};

ONNX_OPERATOR_SCHEMA(IsNaN).FillUsing(OnnxPredicateSchema).SetDoc("Whether each element is not a number.");

REGISTER_ONNX_OPERATOR(IsNaN, OnnxUnaryOp<IsNaN, NoArgs, TypeList<float, double, Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ>>);

}  // namespace
}  // namespace netdef
