// Int8Flatten: a quantized tensor as a matrix.
#include "ops/quantized/_shared.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

struct FlattenArgs : int8::OutputArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("axis", axis, "Dims before this axis become rows, the others columns.");
  }
};

std::vector<TensorSpec> FlattenShape(const FlattenArgs& args, const ShapeInputs& in) {
  const Dims& dims = in[0].dims;
  NETDEF_ENFORCE(args.axis >= 0 && args.axis <= static_cast<int>(dims.size()),
                 "The rank of the tensor must be >= axis: axis ", args.axis, ", shape [", DimsString(dims), "]");
  return {int8::Spec({SizeToDim(dims, args.axis), SizeFromDim(dims, args.axis)})};
}

class Int8FlattenOp final : public int8::Int8Operator<FlattenArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    RequireQuantizationOf(X(0));
    const Tensor& x = X(0).t;
    uint8_t* y = Y()->t.mutable_data<uint8_t>();
    std::copy_n(x.data<uint8_t>(), x.numel(), y);
  }
};

OPERATOR_SCHEMA(Int8Flatten)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<FlattenArgs>()
    .Shape<FlattenArgs>(FlattenShape)
    .SetDoc("A quantized tensor as a matrix. Y_scale and Y_zero_point must be those of the input.")
    .Input(0, "input", "Int8Tensor of rank >= axis.")
    .Output(0, "output", "Int8Tensor of rank 2.");

REGISTER_CPU_OPERATOR(Int8Flatten, Int8FlattenOp);
INT8_NO_GRADIENT(Int8Flatten);

}  // namespace
}  // namespace netdef
