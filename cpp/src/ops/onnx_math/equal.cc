// Equal of ONNX: a == b with broadcasting.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

using EqualTypes =
    TypeList<float, double, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool, std::string>;

struct Equal {
  template <typename T>
  bool operator()(const T& a, const T& b) const {
    return a == b;
  }
};

ONNX_OPERATOR_SCHEMA(Equal).FillUsing(OnnxCompareSchema).SetDoc("Whether elements are equal, element by element.");

REGISTER_ONNX_OPERATOR(Equal, OnnxBinaryOp<Equal, EqualTypes>);

}  // namespace
}  // namespace netdef
