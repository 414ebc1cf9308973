// ScatterElements of ONNX: a copy in which elements at given indices along an axis are replaced or joined.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct ScatterElementsArgs : IndexAxisArgs {
  Reduction reduction = Reduction::kNone;

  template <typename V>
  void Fields(V& v) {
    IndexAxisArgs::Fields(v);
    reduction = ReadReduction(v);
  }
};

std::vector<TensorSpec> ScatterElementsShape(const ScatterElementsArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  NETDEF_ENFORCE(in[1].dims == in[2].dims, "indices and updates must have one shape");
  NETDEF_ENFORCE_EQ(in[0].dims.size(), in[1].dims.size(), "data and indices must have as many dimensions");
  CheckSameType(in[0], in[2]);
  for (size_t i = 0; i < in[0].dims.size(); ++i) {
    NETDEF_ENFORCE(i == axis || in[1].dims[i] <= in[0].dims[i], "indices of shape [", DimsString(in[1].dims), "] reach beyond data of shape [", DimsString(in[0].dims), "]");
  }
  return {in[0]};
}

class ScatterElementsOp final : public KernelOperator<ScatterElementsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims dims = Input(0).dims(), &shape = Input(1).dims();
    const auto axis = static_cast<size_t>(CanonicalAxis(args_.axis, dims));
    const std::vector<int64_t> indices = CheckedIndices(Input(1), dims[axis], "ScatterElements");
    const Dims steps = RowMajorSteps(dims);
    CopyReshaped(Input(0), Output(0));
    DispatchReduction(Input(0).dtype(), args_.reduction, [&](auto zero, const auto& join) {
      using T = decltype(zero);
      T* out = static_cast<T*>(Output(0)->raw_mutable_data());
      const T* updates = Items<T>(Input(2));
      for (size_t i = 0; i < indices.size(); ++i) {
        int64_t offset = indices[i] * steps[axis];
        auto rest = static_cast<int64_t>(i);
        for (size_t k = shape.size(); k-- > 0;) {
          if (k != axis) offset += rest % shape[k] * steps[k];
          rest /= shape[k];
        }
        out[offset] = join(out[offset], updates[i]);
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(ScatterElements)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<ScatterElementsArgs>()
    .Shape<ScatterElementsArgs>(ScatterElementsShape)
    .SetDoc("Puts elements at given indices along an axis; the counterpart of GatherElements.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "indices", "int32 or int64; not longer than data along the other axes.")
    .Input(2, "updates", "Elements, one for each index.")
    .Output(0, "output", "Shape and type of data.");

REGISTER_ONNX_OPERATOR(ScatterElements, ScatterElementsOp);

}  // namespace
}  // namespace netdef
