// MaxUnpool of ONNX: elements at the places that MaxPool found them at, zeros elsewhere.
#include "netdef/strided.h"
#include "ops/onnx_pool/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> MaxUnpoolShape(const OnnxWindowArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims == in[1].dims, "X and I must have one shape");
  const Dims spatial = SpatialDims(in[0].dims);
  if (in.has(2)) {
    const Tensor* shape = in.value(2);
    if (shape == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
    const Dims dims = IntegersOf(*shape);
    NETDEF_ENFORCE(dims.size() == in[0].dims.size() && dims[0] == in[0].dims[0] && dims[1] == in[0].dims[1], "output_shape [", DimsString(dims), "] does not fit X of shape [",
                   DimsString(in[0].dims), "]");
    return OneSpec(dims, in[0].dtype);
  }
  NETDEF_ENFORCE_EQ(args.kernel_shape.size(), spatial.size(), "kernel_shape must have an entry for each spatial axis");
  Dims dims{in[0].dims[0], in[0].dims[1]};
  for (size_t i = 0; i < spatial.size(); ++i) {
    const int64_t stride = i < args.strides.size() ? args.strides[i] : 1, head = i < args.pads.size() ? args.pads[i] : 0,
                  tail = i + spatial.size() < args.pads.size() ? args.pads[i + spatial.size()] : 0;
    int64_t extent;
    const bool fits = !__builtin_mul_overflow(spatial[i] - 1, stride, &extent) && !__builtin_add_overflow(extent, args.kernel_shape[i], &extent) &&
                      !__builtin_sub_overflow(extent, head, &extent) && !__builtin_sub_overflow(extent, tail, &extent);
    NETDEF_ENFORCE(fits && extent >= 0, "the window makes no image along spatial axis ", i);
    dims.push_back(extent);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

class MaxUnpoolOp final : public KernelOperator<OnnxWindowArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    // The indices count through the image that the window arguments make, whatever output_shape says.
    ShapeInputs without_shape;
    without_shape.specs = {TensorSpec(Input(0).dims(), Input(0).dtype()), TensorSpec(Input(1).dims(), Input(1).dtype())};
    const Dims pooled = HasInput(2) && !args_.kernel_shape.empty() ? MaxUnpoolShape(args_, without_shape)[0].dims : Output(0)->dims();
    const Dims& dims = Output(0)->dims();
    const std::vector<int64_t> indices = IntegersOf(Input(1));
    const int64_t size = NumElements(pooled);
    const Dims steps = RowMajorSteps(dims);
    const bool same = pooled == dims;
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Items<T>(Input(0));
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype()));
      std::fill(out, out + Output(0)->numel(), T{});
      for (size_t i = 0; i < indices.size(); ++i) {
        NETDEF_ENFORCE(indices[i] >= 0 && indices[i] < size, "[MaxUnpool] expected indices of 0 to ", size - 1, ", got ", indices[i]);
        int64_t rest = indices[i], offset = same ? rest : 0;
        for (size_t k = same ? 0 : dims.size(); k-- > 0;) {
          const int64_t at = rest % pooled[k];
          rest /= pooled[k];
          NETDEF_ENFORCE(at < dims[k], "[MaxUnpool] index ", indices[i], " lies outside the output");
          offset += at * steps[k];
        }
        out[offset] = x[i];
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(MaxUnpool)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<OnnxWindowArgs>()
    .Shape<OnnxWindowArgs>(MaxUnpoolShape)
    .SetDoc("Undoes MaxPool as far as possible.")
    .Input(0, "X", "What MaxPool gave.")
    .Input(1, "I", "The indices it gave.")
    .Input(2, "output_shape", "int64, 1-D: shape of the output; absent: what the window tells.")
    .Output(0, "output", "The elements at their places.");

REGISTER_ONNX_OPERATOR(MaxUnpool, MaxUnpoolOp);

}  // namespace
}  // namespace netdef
