// ExpandDims: X with axes of extent 1 put in at `dims`.
#include "ops/shape/_dims_args.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(ExpandDims)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<DimsArgs>()
    .Shape<DimsArgs>([](const DimsArgs& args, const ShapeInputs& in) {
      Dims dims = in[0].dims;
      NETDEF_ENFORCE(dims.size() + args.dims.size() > static_cast<size_t>(args.dims.back()), "Input needs at least ",
                     args.dims.back() + 1 - static_cast<int>(args.dims.size()), " dimensions given `dims`, got shape [",
                     DimsString(dims), "]");
      for (int dim : args.dims) dims.insert(dims.begin() + dim, 1);
      return std::vector<TensorSpec>{{dims, in[0].dtype}};
    })
    .SetDoc("Puts axes of extent 1 in.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "Y", "The elements of X in more dims.");

REGISTER_CPU_OPERATOR(ExpandDims, ReshapingOp<DimsArgs>);
SIMPLE_GRADIENT(ExpandDims, "Squeeze", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
