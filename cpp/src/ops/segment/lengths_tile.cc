// LengthsTile: repeats each row as often as its length says.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsTileShape(const ShapeInputs& in) {
  const Dims& data = in[0].dims;
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[LengthsTile] LENGTHS must be 1-D");
  NETDEF_ENFORCE_GE(data.size(), 1u, "[LengthsTile] DATA should be at least 1-D");
  NETDEF_ENFORCE_EQ(in[1].dims[0], data[0], "[LengthsTile] expected one length for each row");
  const Tensor* lengths = in.value(1);
  if (lengths == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  return {TensorSpec(ConcatDims({TotalLength(lengths->data<int32_t>(), data[0])}, DimsFrom(data, 1)), in[0].dtype)};
}

class LengthsTileOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(1));
    const auto* lengths = Input(1).data<int32_t>();
    int64_t to = 0;
    for (int64_t row = 0; row < Input(0).dim(0); ++row) {
      for (int32_t i = 0; i < lengths[row]; ++i) copy(row, to++);
    }
  }
};

OPERATOR_SCHEMA(LengthsTile)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(LengthsTileShape)
    .SetDoc("Repeats each row as often as its length says: rows a, b, c with lengths [2, 0, 1] give a, a, c.")
    .Input(0, "DATA", "Rows of any type.")
    .Input(1, "LENGTHS", "How often to repeat each row, 1-D int32.")
    .Output(0, "OUTPUT", "The repeated rows.");

REGISTER_CPU_OPERATOR(LengthsTile, LengthsTileOp);
SIMPLE_GRADIENT(LengthsTile, "LengthsSum", {GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
