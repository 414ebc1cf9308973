// ClipTensorByScaling: Y = X * threshold / val where val exceeds the threshold, X otherwise. `val` is
// some norm of X; a third input multiplies the threshold.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct ClipTensorByScalingArgs {
  float threshold = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("threshold", threshold, "Largest value of `val` that leaves X as it is; must be positive.");
    if (V::kReads) NETDEF_ENFORCE_GT(threshold, 0.0f, "Threshold must be greater than 0");
  }
};

struct Scaled {
  float operator()(float x, const float& factor) const { return x * factor; }
};

class ClipTensorByScalingOp final : public KernelOperator<ClipTensorByScalingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float val = Number(1);
    const float threshold = InputSize() > 2 ? args_.threshold * Number(2) : args_.threshold;
    if (val > threshold) {
      MapElements(Input(0).numel(), Output(0)->mutable_data<float>(), Scaled(), threshold / val, Input(0).data<float>());
    } else {
      Output(0)->CopyFrom(Input(0));
    }
  }

 private:
  float Number(int i) const {
    NETDEF_ENFORCE_EQ(Input(i).numel(), 1, "[ClipTensorByScaling] input ", i, " must be one number");
    return *Input(i).data<float>();
  }
};

OPERATOR_SCHEMA(ClipTensorByScaling)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<ClipTensorByScalingArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Scales a tensor down so that its norm, which is given, does not exceed a threshold.")
    .Input(0, "input_tensor", "Float tensor.")
    .Input(1, "val", "Its norm: one number.")
    .Input(2, "additional_threshold", "A factor of the threshold: one number.")
    .Output(0, "clipped", "Shape of input_tensor.");

REGISTER_CPU_OPERATOR(ClipTensorByScaling, ClipTensorByScalingOp);
SHOULD_NOT_DO_GRADIENT(ClipTensorByScaling);

}  // namespace
}  // namespace netdef
