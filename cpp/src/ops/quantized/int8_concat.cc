// Int8Concat: quantized tensors one after the other along an axis. Nothing is requantized: the output takes the scale
// and zero point of the first input, and bytes are copied as they are.
#include "ops/quantized/_shared.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

struct ConcatArgs : int8::OutputArgs {
  int axis = 0;
  std::string order;
  int add_axis = 0;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("axis", axis, "The axis; by default the channels where `order` is given, else 0.");
    v("order", order, "NHWC or NCHW: which axis holds the channels.");
    v("add_axis", add_axis, "Ignored.");
    if constexpr (V::kReads) {
      if (!v.raw().Has("axis")) axis = order == "NHWC" ? 3 : order == "NCHW" ? 1 : 0;
    }
  }
};

std::vector<TensorSpec> ConcatShape(const ConcatArgs& args, const ShapeInputs& in) {
  Dims dims = in[0].dims;
  NETDEF_ENFORCE(args.axis >= 0 && static_cast<size_t>(args.axis) < dims.size(), "Dimension out of range: axis ",
                 args.axis, " of a tensor of shape [", DimsString(dims), "]");
  const auto axis = static_cast<size_t>(args.axis);
  for (size_t i = 1; i < in.size(); ++i) {
    Dims same = in[i].dims;
    NETDEF_ENFORCE_EQ(same.size(), dims.size(), "inputs must have the same number of dimensions");
    dims[axis] += same[axis];
    same[axis] = dims[axis];
    NETDEF_ENFORCE(same == dims, "inputs must agree in all dimensions but axis ", axis, ", got [",
                   DimsString(in[0].dims), "] and [", DimsString(in[i].dims), "]");
  }
  return {int8::Spec(std::move(dims)), TensorSpec({static_cast<int64_t>(in.size())}, DType::kInt32)};
}

class Int8ConcatOp final : public int8::Int8Operator<ConcatArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    RequireQuantizationOf(X(0));
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    const auto axis = static_cast<size_t>(args_.axis);
    const int64_t outer = SizeBetween(output.dims(), 0, axis);
    const int64_t out_block = SizeFromDim(output.dims(), args_.axis);
    for (int i = 0; i < InputSize(); ++i) {
      const Tensor& x = X(i).t;
      const uint8_t* source = x.data<uint8_t>();
      const int64_t block = SizeFromDim(x.dims(), args_.axis);
      for (int64_t o = 0; o < outer && block > 0; ++o) {
        std::memcpy(y + o * out_block, source + o * block, static_cast<size_t>(block));
      }
      y += block;
    }
    if (OutputSize() > 1) {
      int32_t* sizes = Output(1)->mutable_data<int32_t>();
      for (int i = 0; i < InputSize(); ++i) sizes[i] = X(i).t.dim32(args_.axis);
    }
  }
};

OPERATOR_SCHEMA(Int8Concat)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, 2)
    .Args<ConcatArgs>()
    .Shape<ConcatArgs>(ConcatShape)
    .SetDoc("Concatenates quantized tensors of one scale and zero point.\n\n"
            "Y_scale and Y_zero_point must be those of the first input; those of the others are not looked at.")
    .Output(0, "concat_result", "Int8Tensor.")
    .Output(1, "split_info", "int32 vector: the size of each input along the axis.")
    .Differs("Caffe2 left split_info unwritten.");

REGISTER_CPU_OPERATOR(Int8Concat, Int8ConcatOp);
INT8_NO_GRADIENT(Int8Concat);

}  // namespace
}  // namespace netdef
