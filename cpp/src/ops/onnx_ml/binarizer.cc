// Binarizer of ONNX: 1 above a threshold, else 0.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct BinarizerArgs {
  float threshold = 0;

  template <typename V>
  void Fields(V& v) {
    v("threshold", threshold, "The threshold.");
  }
};

class BinarizerOp final : public KernelOperator<BinarizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(MlTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      const auto threshold = static_cast<double>(args_.threshold);
      for (int64_t i = 0; i < Input(0).numel(); ++i) y[i] = static_cast<T>(static_cast<double>(x[i]) > threshold);
    });
  }
};

ML_OPERATOR_SCHEMA(Binarizer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BinarizerArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Zeros and ones by a threshold.")
    .Input(0, "X", "Tensor of numbers.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ML_OPERATOR(Binarizer, BinarizerOp);

}  // namespace
}  // namespace netdef
