// SparseToDense: rows of values added up at their indices, zeros elsewhere.
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

std::vector<TensorSpec> SparseToDenseShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[SparseToDense] indices must be 1-D");
  NETDEF_ENFORCE_GE(in[1].dims.size(), 1u, "[SparseToDense] values must have rows");
  NETDEF_ENFORCE_EQ(in[0].dims[0], in[1].dims[0], "[SparseToDense] expected one row of values for each index");
  Dims out = in[1].dims;
  if (in.size() == 3) {
    NETDEF_ENFORCE_GE(in[2].dims.size(), 1u, "[SparseToDense] data_to_infer_dim must have rows");
    out[0] = in[2].dims[0];
    return {TensorSpec(std::move(out), in[1].dtype)};
  }
  const Tensor* indices = in.value(0);
  if (indices == nullptr) return {TensorSpec::Unknown(in[1].dtype)};
  out[0] = 0;
  DispatchTypes<int32_t, int64_t>(indices->dtype(), [&](auto zero) {
    const auto* index = indices->data<decltype(zero)>();
    for (int64_t i = 0; i < indices->numel(); ++i) out[0] = std::max<int64_t>(out[0], int64_t{index[i]} + 1);
  });
  return {TensorSpec(std::move(out), in[1].dtype)};
}

class SparseToDenseOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, int32_t, int64_t>(Input(1).dtype(), [&](auto zero) {
      DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto index) { Run<decltype(zero), decltype(index)>(); });
    });
  }

 private:
  template <typename T, typename Index>
  void Run() {
    const int64_t rows = Output(0)->dim(0), block = Output(0)->size_from_dim(1);
    const Index* index = Input(0).data<Index>();
    const T* x = Input(1).data<T>();
    T* y = Output(0)->mutable_data<T>();
    std::fill(y, y + Output(0)->numel(), T(0));
    for (int64_t i = 0; i < Input(0).numel(); ++i, x += block) {
      NETDEF_ENFORCE(index[i] >= 0 && index[i] < rows, "[SparseToDense] index ", index[i], " is not within [0, ", rows, ")");
      for (int64_t j = 0; j < block; ++j) y[index[i] * block + j] += x[j];
    }
  }
};

OPERATOR_SCHEMA(SparseToDense)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Shape(SparseToDenseShape)
    .SetDoc("Makes a dense tensor of a sparse one: output[indices[i]] += values[i].")
    .Input(0, "indices", "Rows of the output, 1-D, int32 or int64; equal ones add up.")
    .Input(1, "values", "One row for each index; float, int32 or int64.")
    .Input(2, "data_to_infer_dim", "Its first dim is that of the output; without it, the largest index plus one (optional).")
    .Output(0, "output", "The dense tensor, of the type of values.");

REGISTER_CPU_OPERATOR(SparseToDense, SparseToDenseOp);
SIMPLE_GRADIENT(SparseToDense, "Gather", {GO(0), I(0)}, {GI(1)});

}  // namespace
}  // namespace netdef
