// Int8Reshape: a quantized tensor under another shape. 0 copies a dim of the input, one -1 takes what is left.
#include "core/new_shape.h"
#include "core/values_of.h"
#include "netdef/pointwise.h"
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct ReshapeArgs : int8::OutputArgs {
  std::vector<int64_t> shape;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("shape", shape, "New shape, where it is not an input.");
  }
};

std::vector<TensorSpec> ReshapeShape(const ReshapeArgs& args, const ShapeInputs& in) {
  const auto rank = static_cast<int64_t>(in[0].dims.size());
  if (in.size() < 2) return {int8::Spec(NewShape(in[0].dims, args.shape)), TensorSpec({rank}, DType::kInt64)};
  NETDEF_ENFORCE(args.shape.empty(), "New shape is specified by the input blob, do not pass in the argument `shape`.");
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "Shape should be 1-D");
  const TensorSpec old_shape({rank}, in[1].dtype);
  const Tensor* shape = in.value(1);
  if (shape == nullptr) return {TensorSpec::Unknown(DType::kUint8), old_shape};
  return {int8::Spec(NewShape(in[0].dims, ValuesOf<int64_t>(IntTypes(), *shape))), old_shape};
}

class Int8ReshapeOp final : public int8::Int8Operator<ReshapeArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  // The input may be the output, whose shape has changed by now.
  void Compute() override {
    RequireQuantizationOf(X(0));
    const uint8_t* x = X(0).t.data<uint8_t>();
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    if (x != y) std::copy_n(x, output.numel(), y);
    Tensor* old_shape = Output(1);
    DispatchTypes<int32_t, int64_t>(old_shape->dtype(), [&](auto zero) {
      using T = decltype(zero);
      const Dims& old = input_spec(0).dims;
      std::copy(old.begin(), old.end(), old_shape->mutable_data<T>());
    });
  }
};

OPERATOR_SCHEMA(Int8Reshape)
    .NumInputs(1, 2)
    .NumOutputs(2)
    .AllowInplace({{0, 0}})
    .Args<ReshapeArgs>()
    .Shape<ReshapeArgs>(ReshapeShape)
    .SetDoc("A quantized tensor under another shape. Y_scale and Y_zero_point must be those of the input.\n\n"
            "A dim of 0 is copied from the input, one dim of -1 is computed from the others.")
    .Input(0, "data", "Int8Tensor of any shape.")
    .Input(1, "new_shape", "int32 or int64 vector: the new shape, in place of the argument.")
    .Output(0, "reshaped", "Int8Tensor of the new shape.")
    .Output(1, "old_shape", "Vector: the shape of the input.");

REGISTER_CPU_OPERATOR(Int8Reshape, Int8ReshapeOp);
INT8_NO_GRADIENT(Int8Reshape);

}  // namespace
}  // namespace netdef
