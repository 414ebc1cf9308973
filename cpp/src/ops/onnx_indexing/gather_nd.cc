// GatherND of ONNX: slices chosen by tuples of indices.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct GatherNDArgs {
  int64_t batch_dims = 0;

  template <typename V>
  void Fields(V& v) {
    v("batch_dims", batch_dims, "Number of leading axes that data and indices share.");
  }
};

std::vector<TensorSpec> GatherNDShape(const GatherNDArgs& args, const ShapeInputs& in) {
  const Dims &dims = in[0].dims, &indices = in[1].dims;
  CheckNdIndices(dims, indices, args.batch_dims);
  return OneSpec(ConcatDims(DimsBefore(indices, indices.size() - 1), DimsFrom(dims, static_cast<size_t>(args.batch_dims + indices.back()))), in[0].dtype);
}

class GatherNDOp final : public KernelOperator<GatherNDArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const NdSlices slices = LocateSlices(Input(0).dims(), Input(1), args_.batch_dims, "GatherND");
    if (slices.slice == 0) return;
    const RowCopier copy(Input(0), Output(0), slices.slice);
    for (size_t i = 0; i < slices.offsets.size(); ++i) copy(slices.offsets[i] / slices.slice, static_cast<int64_t>(i));
  }
};

ONNX_OPERATOR_SCHEMA(GatherND)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<GatherNDArgs>()
    .Shape<GatherNDArgs>(GatherNDShape)
    .SetDoc("Slices of a tensor by tuples of indices.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "indices", "int64; the last axis holds the tuples.")
    .Output(0, "output", "The slices, in the shape of the indices without their last axis.");

REGISTER_ONNX_OPERATOR(GatherND, GatherNDOp);

}  // namespace
}  // namespace netdef
