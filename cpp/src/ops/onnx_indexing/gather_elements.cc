// GatherElements of ONNX: for each place, the element at the index along an axis that another tensor holds there.
#include "base/grain.h"
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> GatherElementsShape(const IndexAxisArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  NETDEF_ENFORCE_EQ(in[0].dims.size(), in[1].dims.size(), "data and indices must have as many dimensions");
  for (size_t i = 0; i < in[0].dims.size(); ++i) {
    NETDEF_ENFORCE(i == axis || in[1].dims[i] <= in[0].dims[i], "indices of shape [", DimsString(in[1].dims), "] reach beyond data of shape [", DimsString(in[0].dims), "]");
  }
  return OneSpec(in[1].dims, in[0].dtype);
}

class GatherElementsOp final : public KernelOperator<IndexAxisArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims &dims = Input(0).dims(), &shape = Input(1).dims();
    const auto axis = static_cast<size_t>(CanonicalAxis(args_.axis, dims));
    const std::vector<int64_t> indices = CheckedIndices(Input(1), dims[axis], "GatherElements");
    const Dims steps = RowMajorSteps(dims);
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* in = Items<T>(Input(0));
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype()));
      const int64_t width = shape.back(), own_step = axis + 1 == shape.size() ? 0 : 1;
      ParallelFor(0, width == 0 ? 0 : Input(1).numel() / width, GrainFor(4096, width), [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
          int64_t rest = row, base = 0;
          for (size_t k = shape.size() - 1; k-- > 0;) {
            if (k != axis) base += rest % shape[k] * steps[k];
            rest /= shape[k];
          }
          const int64_t* index = indices.data() + row * width;
          for (int64_t i = 0; i < width; ++i) out[row * width + i] = in[base + index[i] * steps[axis] + i * own_step];
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(GatherElements)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<IndexAxisArgs>()
    .Shape<IndexAxisArgs>(GatherElementsShape)
    .SetDoc("Elements by their index along an axis, as numpy's take_along_axis.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "indices", "int32 or int64; not longer than data along the other axes.")
    .Output(0, "output", "Shape of the indices.");

REGISTER_ONNX_OPERATOR(GatherElements, GatherElementsOp);

}  // namespace
}  // namespace netdef
