// Concat of ONNX: tensors joined along an axis.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct ConcatArgs {
  int64_t axis = 0;

  template <typename V>
  void Fields(V& v) {
    v.Required("axis", axis, "The axis along which the inputs lie one after the other.");
  }
};

std::vector<TensorSpec> ConcatShape(const ConcatArgs& args, const ShapeInputs& in) {
  Dims dims = in[0].dims;
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, dims));
  for (size_t i = 1; i < in.size(); ++i) {
    Dims other = in[i].dims;
    NETDEF_ENFORCE_EQ(other.size(), dims.size(), "inputs 0 and ", i, " have different numbers of dimensions");
    NETDEF_ENFORCE(in[i].dtype == in[0].dtype, "inputs 0 and ", i, " have different types");
    const int64_t extent = dims[axis];
    NETDEF_ENFORCE(!__builtin_add_overflow(extent, other[axis], &dims[axis]), "the joined tensor is too large");
    other[axis] = dims[axis];
    NETDEF_ENFORCE(other == dims, "input ", i, " of shape [", DimsString(in[i].dims), "] does not fit to input 0 of shape [",
                   DimsString(in[0].dims), "] along axis ", axis);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

class ConcatOp final : public KernelOperator<ConcatArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto axis = static_cast<size_t>(CanonicalAxis(args_.axis, Output(0)->dims()));
    const Dims steps = RowMajorSteps(Output(0)->dims());
    int64_t offset = 0;
    for (int i = 0; i < InputSize(); ++i) {
      ScatterStrided(Input(i), Output(0), offset, steps);
      offset += Input(i).dims()[axis] * steps[axis];
    }
  }
};

ONNX_OPERATOR_SCHEMA(Concat)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<ConcatArgs>()
    .Shape<ConcatArgs>(ConcatShape)
    .SetDoc("Joins tensors along an axis.")
    .Input(0, "inputs", "Tensors of one type that differ in the extent of the axis only.")
    .Output(0, "concat_result", "The joined tensor.");

REGISTER_ONNX_OPERATOR(Concat, ConcatOp);

}  // namespace
}  // namespace netdef
