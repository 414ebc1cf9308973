// NumpyTile: X repeated along each axis, as numpy.tile does.
#include "base/grain.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> NumpyTileShape(const ShapeInputs& in) {
  const Tensor* given = in.value(1);
  if (given == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const std::vector<int64_t> repeats = IntValues(*given, "repeats");
  Dims dims = in[0].dims;
  NETDEF_ENFORCE(repeats.size() == dims.size(), "repeats input must have as many elements as X has dimensions: ",
                 repeats.size(), " vs ", dims.size());
  for (size_t i = 0; i < dims.size(); ++i) {
    NETDEF_ENFORCE(repeats[i] >= 0 && !__builtin_mul_overflow(dims[i], repeats[i], &dims[i]),
                   "repeats must not be negative or too large, got ", repeats[i]);
  }
  return {{dims, in[0].dtype}};
}

class NumpyTileOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    Tensor* y = Output(0);
    if (y->numel() == 0) return;
    void* to = y->raw_mutable_data(x.dtype());
    if (x.dim() == 0) {
      CopyElements(x.dtype(), 1, x.raw_data(), to);
      return;
    }
    // Row by row along the last axis; a row of Y is a row of X several times.
    const auto last = static_cast<size_t>(x.dim() - 1);
    const int64_t width = x.dims()[last], repeats = y->dims()[last] / width;
    const int64_t rows = y->numel() / (width * repeats);
    ParallelFor(0, rows, GrainFor(65536, width * repeats), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        int64_t rest = row, from = 0, stride = width;
        for (size_t axis = last; axis-- > 0;) {
          from += rest % y->dims()[axis] % x.dims()[axis] * stride;
          rest /= y->dims()[axis];
          stride *= x.dims()[axis];
        }
        for (int64_t r = 0; r < repeats; ++r) {
          CopyElements(x.dtype(), width, x.raw_data(), from, to, (row * repeats + r) * width);
        }
      }
    });
  }
};

OPERATOR_SCHEMA(NumpyTile)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(NumpyTileShape)
    .SetDoc("Repeats a tensor along each of its axes, as numpy.tile does.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "repeats", "How many times along each axis: a vector of int32 or int64.")
    .Output(0, "Y", "The repeated tensor.");

REGISTER_CPU_OPERATOR(NumpyTile, NumpyTileOp);
GRADIENT_NOT_IMPLEMENTED_YET(NumpyTile);

}  // namespace
}  // namespace netdef
