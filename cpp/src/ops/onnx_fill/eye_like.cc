// EyeLike of ONNX: ones on a diagonal, zeros elsewhere.
#include <algorithm>

#include "core/onnx_type.h"
#include "netdef/onnx_operator.h"

namespace netdef {
namespace {

struct EyeLikeArgs {
  DType dtype = DType::kUndefined;
  int64_t k = 0;

  template <typename V>
  void Fields(V& v) {
    ReadOnnxType(v, "dtype", "Type of the output, as ONNX's TensorProto.DataType; absent: that of the input.", &dtype);
    v("k", k, "The diagonal: 0 is the main one, positive ones lie above it.");
  }
};

class EyeLikeOp final : public WidenedOperator<EyeLikeArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool>(Output(0)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t rows = Output(0)->dim(0), columns = Output(0)->dim(1);
      T* y = Output(0)->mutable_data<T>();
      std::fill(y, y + rows * columns, T(0));
      if (args_.k <= -rows || args_.k >= columns) return;
      for (int64_t r = std::max<int64_t>(0, -args_.k); r < rows && r + args_.k < columns; ++r) y[r * columns + r + args_.k] = T(1);
    });
  }
};

ONNX_OPERATOR_SCHEMA(EyeLike)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<EyeLikeArgs>()
    .Shape<EyeLikeArgs>([](const EyeLikeArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "expected a matrix");
      return OneSpec(in[0].dims, args.dtype != DType::kUndefined ? args.dtype : in[0].dtype);
    })
    .SetDoc("A matrix with ones on a diagonal.")
    .Input(0, "input", "Matrix; only its shape counts, and its type where none is asked for.")
    .Output(0, "output", "Matrix of the same shape.");

REGISTER_ONNX_OPERATOR(EyeLike, EyeLikeOp);

}  // namespace
}  // namespace netdef
