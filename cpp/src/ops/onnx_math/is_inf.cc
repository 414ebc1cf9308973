// IsInf of ONNX: whether an element is infinite.
#include <cmath>

#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct IsInfArgs {
  bool detect_negative = true, detect_positive = true;

  template <typename V>
  void Fields(V& v) {
    v("detect_negative", detect_negative, "Negative infinity counts.");
    v("detect_positive", detect_positive, "Positive infinity counts.");
  }
};

struct IsInf {
  template <typename T>
  bool operator()(T value, const IsInfArgs& args) const {
    const auto x = static_cast<double>(value);
    return std::isinf(x) && (x > 0 ? args.detect_positive : args.detect_negative);
  }
};

ONNX_OPERATOR_SCHEMA(IsInf).FillUsing(OnnxPredicateSchema).Args<IsInfArgs>().SetDoc("Whether each element is infinite.");

REGISTER_ONNX_OPERATOR(IsInf, OnnxUnaryOp<IsInf, IsInfArgs, TypeList<float, double, Float8E4M3FN, Float8E4M3FNUZ, Float8E5M2, Float8E5M2FNUZ>>);

}  // namespace
}  // namespace netdef
