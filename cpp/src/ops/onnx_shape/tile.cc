// Tile of ONNX: a tensor repeated along each axis.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> TileShape(const ShapeInputs& in) {
  std::vector<int64_t> repeats;
  if (!KnownInts(in, 1, &repeats)) return {TensorSpec::Unknown(in[0].dtype)};
  Dims dims = in[0].dims;
  NETDEF_ENFORCE_EQ(repeats.size(), dims.size(), "repeats must have one value for each axis");
  for (size_t i = 0; i < dims.size(); ++i) {
    NETDEF_ENFORCE(repeats[i] >= 0 && !__builtin_mul_overflow(dims[i], repeats[i], &dims[i]), "repeats[", i, "] is out of range: ", repeats[i]);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

class TileOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& from = Input(0).dims();
    const Dims own = RowMajorSteps(from), repeats = IntegersOf(Input(1));
    Dims dims, steps;  // each axis as two: which copy, and where in it
    for (size_t i = 0; i < from.size(); ++i) {
      dims.insert(dims.end(), {repeats[i], from[i]});
      steps.insert(steps.end(), {0, own[i]});
    }
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      CopyStrided(dims, Items<T>(Input(0)), steps, static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype())), RowMajorSteps(dims));
    });
  }
};

ONNX_OPERATOR_SCHEMA(Tile)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(TileShape)
    .SetDoc("Repeats a tensor.")
    .Input(0, "input", "Tensor of any type.")
    .Input(1, "repeats", "int64, 1-D: how often along each axis.")
    .Output(0, "output", "The copies side by side.");

REGISTER_ONNX_OPERATOR(Tile, TileOp);

}  // namespace
}  // namespace netdef
