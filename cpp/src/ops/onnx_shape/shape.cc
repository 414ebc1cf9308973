// Shape of ONNX: the dims [start, end) of a tensor as an int64 tensor.
#include <limits>

#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct ShapeArgs {
  int64_t start = 0, end = std::numeric_limits<int64_t>::max();

  template <typename V>
  void Fields(V& v) {
    v("start", start, "First dim; negative: counted from the end.");
    v("end", end, "Past the last dim; negative: counted from the end.");
  }

  Dims Of(const Dims& dims) const {
    const auto rank = static_cast<int64_t>(dims.size());
    const auto clamped = [&](int64_t i) { return std::clamp<int64_t>(i < 0 ? i + rank : i, 0, rank); };
    const int64_t first = clamped(start), last = std::max(first, clamped(end));
    return Dims(dims.begin() + first, dims.begin() + last);
  }
};

class ShapeOp final : public KernelOperator<ShapeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims dims = args_.Of(Input(0).dims());
    std::copy(dims.begin(), dims.end(), Output(0)->mutable_data<int64_t>());
  }
};

ONNX_OPERATOR_SCHEMA(Shape)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ShapeArgs>()
    .Shape<ShapeArgs>([](const ShapeArgs& args, const ShapeInputs& in) {
      return OneSpec({static_cast<int64_t>(args.Of(in[0].dims).size())}, DType::kInt64);
    })
    .SetDoc("The dims of a tensor.")
    .Input(0, "data", "Tensor of any type.")
    .Output(0, "shape", "int64, one element for each dim.");

REGISTER_ONNX_OPERATOR(Shape, ShapeOp);

}  // namespace
}  // namespace netdef
