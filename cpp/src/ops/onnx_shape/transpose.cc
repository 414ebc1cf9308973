// Transpose of ONNX: axes in another order, by default reversed.
#include "netdef/math.h"
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct TransposeArgs {
  std::vector<int64_t> perm;

  template <typename V>
  void Fields(V& v) {
    v("perm", perm, "Axis of the input for each axis of the output; absent: reversed.");
  }

  std::vector<int> Axes(size_t rank) const {
    std::vector<int> axes(rank);
    if (perm.empty()) {
      for (size_t i = 0; i < rank; ++i) axes[i] = static_cast<int>(rank - 1 - i);
      return axes;
    }
    NETDEF_ENFORCE_EQ(perm.size(), rank, "perm must name each axis once");
    MarkAxes(perm, rank);  // throws for one named twice
    for (size_t i = 0; i < rank; ++i) axes[i] = static_cast<int>(perm[i] < 0 ? perm[i] + static_cast<int64_t>(rank) : perm[i]);
    return axes;
  }
};

std::vector<TensorSpec> TransposeShape(const TransposeArgs& args, const ShapeInputs& in) {
  Dims dims;
  for (int axis : args.Axes(in[0].dims.size())) dims.push_back(in[0].dims[static_cast<size_t>(axis)]);
  return OneSpec(std::move(dims), in[0].dtype);
}

class TransposeOp final : public KernelOperator<TransposeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& in = Input(0);
    const std::vector<int> axes = args_.Axes(in.dims().size());
    if (in.numel() == 0) return;
    if (in.dtype() != DType::kString && in.itemsize() <= 8) {
      math::Transpose(in.dim(), in.dims().data(), axes.data(), in.raw_data(), Output(0)->raw_mutable_data(in.dtype()),
                      static_cast<int64_t>(in.itemsize()));
      return;
    }
    const Dims steps = RowMajorSteps(in.dims());
    Dims permuted;
    for (int axis : axes) permuted.push_back(steps[static_cast<size_t>(axis)]);
    GatherStrided(in, 0, permuted, Output(0));
  }
};

ONNX_OPERATOR_SCHEMA(Transpose)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TransposeArgs>()
    .Shape<TransposeArgs>(TransposeShape)
    .SetDoc("Puts axes in another order.")
    .Input(0, "data", "Tensor of any type.")
    .Output(0, "transposed", "output.dims[i] = data.dims[perm[i]].");

REGISTER_ONNX_OPERATOR(Transpose, TransposeOp);

}  // namespace
}  // namespace netdef
