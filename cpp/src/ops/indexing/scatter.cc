// Scatter: a copy of DATA in which the elements that INDICES name along `axis` are those of UPDATES.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

struct ScatterArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis that INDICES count along.");
  }
};

std::vector<TensorSpec> ScatterShape(const ScatterArgs& args, const ShapeInputs& in) {
  const Dims &data = in[0].dims, &indices = in[1].dims, &updates = in[2].dims;
  CanonicalAxis(args.axis, data);
  NETDEF_ENFORCE_EQ(indices.size(), data.size(), "[Scatter] INDICES must have as many dimensions as DATA");
  NETDEF_ENFORCE(indices == updates, "[Scatter] UPDATES must be shaped like INDICES, got [", DimsString(updates), "] and [",
                 DimsString(indices), "]");
  for (size_t i = 0; i < data.size(); ++i) {
    NETDEF_ENFORCE(static_cast<int>(i) == CanonicalAxis(args.axis, data) || indices[i] <= data[i],
                   "[Scatter] INDICES must not be larger than DATA beside the axis");
  }
  return {TensorSpec(data, DType::kFloat)};
}

class ScatterOp final : public KernelOperator<ScatterArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &data = Input(0), &indices = Input(1);
    const float* x = data.data<float>();
    const float* updates = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    if (y != x) std::copy(x, x + data.numel(), y);
    const auto axis = static_cast<size_t>(data.canonical_axis_index(args_.axis));
    const size_t rank = data.dims().size();
    Dims strides(rank, 1), position(rank, 0);
    for (size_t i = rank - 1; i-- > 0;) strides[i] = strides[i + 1] * data.dims()[i + 1];
    WithIndices(indices, [&](const auto* index) {
      for (int64_t i = 0; i < indices.numel(); ++i) {
        CheckIndex("Scatter", index[i], data.dims()[axis]);
        int64_t at = index[i] * strides[axis];
        for (size_t d = 0; d < rank; ++d) at += d == axis ? 0 : position[d] * strides[d];
        y[at] = updates[i];
        for (size_t d = rank; d-- > 0;) {
          if (++position[d] < indices.dims()[d]) break;
          position[d] = 0;
        }
      }
    });
  }
};

OPERATOR_SCHEMA(Scatter)
    .NumInputs(3)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<ScatterArgs>()
    .Shape<ScatterArgs>(ScatterShape)
    .SetDoc("Overwrites single elements: for axis 0, OUTPUT[INDICES[i][j]][j] = UPDATES[i][j]; the others are those of DATA.")
    .Input(0, "DATA", "Float tensor of at least one dim.")
    .Input(1, "INDICES", "Positions along the axis, int32 or int64, with as many dims as DATA.")
    .Input(2, "UPDATES", "New elements, shaped like INDICES.")
    .Output(0, "OUTPUT", "The changed tensor, shaped like DATA.");

REGISTER_CPU_OPERATOR(Scatter, ScatterOp);
SHOULD_NOT_DO_GRADIENT(Scatter);

}  // namespace
}  // namespace netdef
