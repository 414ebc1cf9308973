// Flatten: X as a matrix; the dims before `axis` make its rows, those from `axis` on its columns.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct FlattenArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The first axis that goes into the columns.");
  }
};

OPERATOR_SCHEMA(Flatten)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<FlattenArgs>()
    .Shape<FlattenArgs>([](const FlattenArgs& args, const ShapeInputs& in) {
      const Dims& dims = in[0].dims;
      NETDEF_ENFORCE(args.axis >= 0 && static_cast<size_t>(args.axis) <= dims.size(),
                     "The rank of the tensor must be >= axis: X is [", DimsString(dims), "], axis is ", args.axis);
      return std::vector<TensorSpec>{{{SizeToDim(dims, args.axis), SizeFromDim(dims, args.axis)}, in[0].dtype}};
    })
    .SetDoc("Turns a tensor into a matrix.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "Y", "Matrix of the elements of X.");

REGISTER_CPU_OPERATOR(Flatten, ReshapingOp<FlattenArgs>);
SIMPLE_GRADIENT(Flatten, "ResizeLike", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
