// ScatterND of ONNX: a copy in which slices at given tuples of indices are replaced or joined.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct ScatterNDArgs {
  Reduction reduction = Reduction::kNone;

  template <typename V>
  void Fields(V& v) {
    reduction = ReadReduction(v);
  }
};

std::vector<TensorSpec> ScatterNDShape(const ScatterNDArgs&, const ShapeInputs& in) {
  const Dims &dims = in[0].dims, &indices = in[1].dims;
  NETDEF_ENFORCE(!dims.empty(), "data must have at least one dimension");
  CheckNdIndices(dims, indices, 0);
  CheckSameType(in[0], in[2]);
  const Dims expected = ConcatDims(DimsBefore(indices, indices.size() - 1), DimsFrom(dims, static_cast<size_t>(indices.back())));
  NETDEF_ENFORCE(in[2].dims == expected, "updates must have the shape [", DimsString(expected), "], got [", DimsString(in[2].dims), "]");
  return {in[0]};
}

class ScatterNDOp final : public KernelOperator<ScatterNDArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const NdSlices slices = LocateSlices(Input(0).dims(), Input(1), 0, "ScatterND");
    CopyReshaped(Input(0), Output(0));
    DispatchReduction(Input(0).dtype(), args_.reduction, [&](auto zero, const auto& join) {
      using T = decltype(zero);
      T* out = static_cast<T*>(Output(0)->raw_mutable_data());
      const T* update = Items<T>(Input(2));
      for (int64_t offset : slices.offsets) {
        for (int64_t i = 0; i < slices.slice; ++i) out[offset + i] = join(out[offset + i], *update++);
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(ScatterND)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<ScatterNDArgs>()
    .Shape<ScatterNDArgs>(ScatterNDShape)
    .SetDoc("Puts slices at given tuples of indices; the counterpart of GatherND.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "indices", "int64; the last axis holds the tuples.")
    .Input(2, "updates", "The slices.")
    .Output(0, "output", "Shape and type of data.");

REGISTER_ONNX_OPERATOR(ScatterND, ScatterNDOp);

}  // namespace
}  // namespace netdef
