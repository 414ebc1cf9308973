// GatherFused8BitRowwise: rows of a fused 8-bit table, turned back into floats.
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
    const FusedTable<Fused8BitRow> table(Input(0));
    float* y = Output(0)->mutable_data<float>();
    std::fill(y, y + Output(0)->numel(), 0.0f);
    DispatchTypes<int32_t, int64_t>(Input(1).dtype(), [&](auto zero) {
      const auto* index = Input(1).data<decltype(zero)>();
      for (int64_t i = 0; i < Input(1).numel(); ++i) {
        NETDEF_ENFORCE(index[i] >= 0 && index[i] < table.rows(), "INDICES element is out of DATA bounds, id=", index[i],
                       " data_dim=", table.rows());
        table.Add(index[i], y + i * table.elements());
      }
    });
  }
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
