// Gather of ONNX: slices along an axis, chosen by indices of any shape.
#include "base/grain.h"
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> GatherShape(const IndexAxisArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  return OneSpec(ConcatDims(ConcatDims(DimsBefore(in[0].dims, axis), in[1].dims), DimsFrom(in[0].dims, axis + 1)), in[0].dtype);
}

class GatherOp final : public KernelOperator<IndexAxisArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t extent = dims[static_cast<size_t>(axis)], outer = SizeToDim(dims, axis), row = SizeFromDim(dims, axis + 1);
    const std::vector<int64_t> indices = CheckedIndices(Input(1), extent, "Gather");
    const auto count = static_cast<int64_t>(indices.size());
    const RowCopier copy(Input(0), Output(0), row);
    ParallelFor(0, outer * count, GrainFor(kPointwiseGrain, row), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) copy(i / count * extent + indices[static_cast<size_t>(i % count)], i);
    });
  }
};

ONNX_OPERATOR_SCHEMA(Gather)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<IndexAxisArgs>()
    .Shape<IndexAxisArgs>(GatherShape)
    .SetDoc("Slices of a tensor by index, as numpy's take.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "indices", "int32 or int64, of any shape.")
    .Output(0, "output", "The axis is replaced by the shape of the indices.");

REGISTER_ONNX_OPERATOR(Gather, GatherOp);

}  // namespace
}  // namespace netdef
