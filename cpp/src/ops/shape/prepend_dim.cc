// PrependDim: the first axis as two, of which the first has extent `dim_size`.
#include "caffe2/proto/caffe2.pb.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct PrependDimArgs {
  int64_t dim_size = 0;

  template <typename V>
  void Fields(V& v) {
    v("dim_size", dim_size, "Extent of the new first axis; divides that of the old one.");
    if (V::kReads) NETDEF_ENFORCE_GT(dim_size, 0, "Argument dim_size must be greater than zero.");
  }
};

OPERATOR_SCHEMA(PrependDim)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<PrependDimArgs>()
    .Shape<PrependDimArgs>([](const PrependDimArgs& args, const ShapeInputs& in) {
      const Dims& dims = in[0].dims;
      NETDEF_ENFORCE(!dims.empty(), "Input must be at least 1D.");
      NETDEF_ENFORCE(dims[0] % args.dim_size == 0, "First dimension must be multiple of prepend_dim. Current first dimension: ",
                     dims[0], ", dim_size: ", args.dim_size);
      return std::vector<TensorSpec>{
          {ConcatDims({args.dim_size, dims[0] / args.dim_size}, DimsFrom(dims, 1)), in[0].dtype}};
    })
    .SetDoc("Splits the first axis into two.")
    .Input(0, "X", "Tensor of any type with at least one dim.")
    .Output(0, "Y", "The elements of X in one dim more.");

class GetPrependDimGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }  // MergeDim has none

  std::vector<OperatorDef> GetGradientDefs() override { return SingleGradientDef("MergeDim", "", {GO(0)}, {GI(0)}); }
};

REGISTER_CPU_OPERATOR(PrependDim, ReshapingOp<PrependDimArgs>);
REGISTER_GRADIENT(PrependDim, GetPrependDimGradient);

}  // namespace
}  // namespace netdef
