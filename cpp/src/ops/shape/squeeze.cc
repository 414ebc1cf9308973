// Squeeze: X without the axes `dims`, each of which has extent 1.
#include "ops/shape/_dims_args.h"

namespace netdef {
namespace {

OPERATOR_SCHEMA(Squeeze)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<DimsArgs>()
    .Shape<DimsArgs>([](const DimsArgs& args, const ShapeInputs& in) {
      const Dims& dims = in[0].dims;
      NETDEF_ENFORCE(static_cast<size_t>(args.dims.back()) < dims.size(), "Input needs at least ", args.dims.back() + 1,
                     " dimensions, got shape [", DimsString(dims), "]");
      Dims out;
      for (size_t i = 0; i < dims.size(); ++i) {
        if (!std::binary_search(args.dims.begin(), args.dims.end(), static_cast<int>(i))) {
          out.push_back(dims[i]);
          continue;
        }
        NETDEF_ENFORCE(dims[i] == 1, "Dimension ", i, " of input must be 1 instead of ", dims[i], ".");
      }
      return std::vector<TensorSpec>{{out, in[0].dtype}};
    })
    .SetDoc("Takes axes of extent 1 away.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "Y", "The elements of X in fewer dims.");

REGISTER_CPU_OPERATOR(Squeeze, ReshapingOp<DimsArgs>);
SIMPLE_GRADIENT(Squeeze, "ExpandDims", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
