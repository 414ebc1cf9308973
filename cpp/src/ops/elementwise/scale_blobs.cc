// ScaleBlobs: Yi = scale * Xi for any number of tensors.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ScaleBlobsArgs {
  float scale = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("scale", scale, "Factor.");
  }
};

struct Scaled {
  template <typename T>
  T operator()(T x, const ScaleBlobsArgs& args) const {
    return static_cast<T>(args.scale) * x;
  }
};

class ScaleBlobsOp final : public KernelOperator<ScaleBlobsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    for (int i = 0; i < InputSize(); ++i) {
      DispatchTypes(FloatTypes(), Input(i).dtype(), [&](auto zero) {
        using T = decltype(zero);
        MapElements(Input(i).numel(), Output(i)->mutable_data<T>(), Scaled(), args_, Input(i).data<T>());
      });
    }
  }
};

OPERATOR_SCHEMA(ScaleBlobs)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .SameNumberOfOutput()
    .AllowOneToOneInplace()
    .Args<ScaleBlobsArgs>()
    .Shape([](const ShapeInputs& in) { return in.specs; })
    .SetDoc("Multiplies any number of tensors by `scale`.")
    .Input(0, "X0, X1, ...", "Float tensors of any shapes.")
    .Output(0, "Y0, Y1, ...", "Shapes and types of the inputs.");

REGISTER_CPU_OPERATOR(ScaleBlobs, ScaleBlobsOp);
GRADIENT_NOT_IMPLEMENTED_YET(ScaleBlobs);

}  // namespace
}  // namespace netdef
