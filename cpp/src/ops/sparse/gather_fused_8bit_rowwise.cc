// GatherFused8BitRowwise: rows of a fused 8-bit table, turned back into floats.
#include <numeric>

#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> GatherShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "[GatherFused8BitRowwise] DATA must be a matrix");
  NETDEF_ENFORCE_GT(in[0].dims[1], Fused8BitRow::kTail, "[GatherFused8BitRowwise] DATA must have more than 8 columns");
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[GatherFused8BitRowwise] INDICES must be a vector");
  return {TensorSpec({in[1].dims[0], RowElements<Fused8BitRow>("GatherFused8BitRowwise", in[0].dims)}, DType::kFloat)};
}

class GatherFused8BitRowwiseOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& indices = Input(1);
    offsets_.resize(static_cast<size_t>(indices.numel()) + 1);  // each row is a sum of its own
    std::iota(offsets_.begin(), offsets_.end(), int64_t{0});
    DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) {
      const auto* index = indices.data<decltype(zero)>();
      rows_.assign(index, index + indices.numel());
    });
    for (int64_t row : rows_) {
      NETDEF_ENFORCE(row >= 0 && row < Input(0).dim(0), "INDICES element is out of DATA bounds, id=", row, " data_dim=", Input(0).dim(0));
    }
    const RowSums sums{indices.numel(), offsets_.data(), rows_.data()};
    SumRows(FusedTable<Fused8BitRow>(Input(0)), sums, Output(0)->mutable_data<float>());
  }

 private:
  std::vector<int64_t> offsets_, rows_;
};

OPERATOR_SCHEMA(GatherFused8BitRowwise)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(GatherShape)
    .SetDoc("Picks rows of a table quantized to 8 bits and gives them as floats.")
    .Input(0, "DATA", "Fused rows as FloatToFused8BitRowwiseQuantized makes them, uint8.")
    .Input(1, "INDICES", "Rows to pick, 1-D, int32 or int64.")
    .Output(0, "OUTPUT", "Indices x elements of a row, float.");

REGISTER_CPU_OPERATOR(GatherFused8BitRowwise, GatherFused8BitRowwiseOp);
NO_GRADIENT(GatherFused8BitRowwise);

}  // namespace
}  // namespace netdef
