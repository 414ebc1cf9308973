// Int8Transpose: the axes of a quantized tensor in another order.
#include <numeric>

#include "ops/quantized/_shared.h"
#include "netdef/math.h"

namespace netdef {
namespace {

struct TransposeArgs : int8::OutputArgs {
  std::vector<int> axes;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("axes", axes, "Axis i of the output is axis axes[i] of the input; by default they are reversed.");
  }
};

std::vector<int> Axes(const TransposeArgs& args, size_t rank) {
  std::vector<int> axes = args.axes;
  if (axes.empty()) {
    axes.resize(rank);
    std::iota(axes.rbegin(), axes.rend(), 0);
  }
  NETDEF_ENFORCE_EQ(axes.size(), rank, "axes must name every dimension of the input");
  std::vector<bool> seen(rank, false);
  for (int axis : axes) {
    NETDEF_ENFORCE(axis >= 0 && static_cast<size_t>(axis) < rank && !seen[static_cast<size_t>(axis)],
                   "Axes should be a permutation of 0 to ndim.");
    seen[static_cast<size_t>(axis)] = true;
  }
  return axes;
}

std::vector<TensorSpec> TransposeShape(const TransposeArgs& args, const ShapeInputs& in) {
  Dims dims;
  for (int axis : Axes(args, in[0].dims.size())) dims.push_back(in[0].dims[static_cast<size_t>(axis)]);
  return {int8::Spec(std::move(dims))};
}

class Int8TransposeOp final : public int8::Int8Operator<TransposeArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Prepare() override { axes_ = Axes(args_, X(0).t.dims().size()); }

  void Compute() override {
    RequireQuantizationOf(X(0));
    const Tensor& x = X(0).t;
    uint8_t* y = Y()->t.mutable_data<uint8_t>();
    math::Transpose(x.dim(), x.dims().data(), axes_.data(), x.data<uint8_t>(), y, 1);
  }

 private:
  std::vector<int> axes_;
};

OPERATOR_SCHEMA(Int8Transpose)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TransposeArgs>()
    .Shape<TransposeArgs>(TransposeShape)
    .SetDoc("Transposes a quantized tensor. Y_scale and Y_zero_point must be those of the input.")
    .Input(0, "X", "Int8Tensor of any shape.")
    .Output(0, "Y", "Int8Tensor with the axes of X in another order.");

REGISTER_CPU_OPERATOR(Int8Transpose, Int8TransposeOp);
INT8_NO_GRADIENT(Int8Transpose);

}  // namespace
}  // namespace netdef
