// Shape: the dims of X, or those named by `axes`, as a vector.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct ShapeArgs {
  std::vector<int> axes;

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "The axes whose extents are wanted, in this order; all by default.");
  }
};

class ShapeOp final : public KernelOperator<ShapeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    int64_t* y = Output(0)->mutable_data<int64_t>();
    if (args_.axes.empty()) {
      std::copy(dims.begin(), dims.end(), y);
    } else {
      for (int axis : args_.axes) *y++ = dims[static_cast<size_t>(axis)];
    }
  }
};

OPERATOR_SCHEMA(Shape)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ShapeArgs>()
    .Shape<ShapeArgs>([](const ShapeArgs& args, const ShapeInputs& in) {
      const size_t rank = in[0].dims.size();
      for (int axis : args.axes) {
        NETDEF_ENFORCE(axis >= 0 && static_cast<size_t>(axis) < rank, "Axis out of range: ", axis, " of X [",
                       DimsString(in[0].dims), "]");
      }
      const size_t n = args.axes.empty() ? rank : args.axes.size();
      return std::vector<TensorSpec>{{{static_cast<int64_t>(n)}, DType::kInt64}};
    })
    .SetDoc("The shape of a tensor.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "shape", "Vector of int64.");

REGISTER_CPU_OPERATOR(Shape, ShapeOp);
SHOULD_NOT_DO_GRADIENT(Shape);

}  // namespace
}  // namespace netdef
