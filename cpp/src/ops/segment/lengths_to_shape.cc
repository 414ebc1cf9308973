// LengthsToShape: the shape of a matrix whose rows have the given lengths, which must all be the same.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

std::vector<TensorSpec> LengthsToShapeShape(const ShapeInputs& in) {
  CheckVector("LengthsToShape", in[0].dims);
  NETDEF_ENFORCE_GE(in[0].dims[0], 1, "[LengthsToShape] expected at least one length");
  return {TensorSpec({2}, DType::kInt32)};
}

class LengthsToShapeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto* lengths = Input(0).data<int32_t>();
    const int64_t rows = Input(0).numel();
    for (int64_t i = 1; i < rows; ++i) {
      NETDEF_ENFORCE_EQ(lengths[i], lengths[0], "[LengthsToShape] All elements of input must be same");
    }
    NETDEF_ENFORCE_LE(rows, std::numeric_limits<int32_t>::max(), "[LengthsToShape] too many lengths");
    auto* shape = Output(0)->mutable_data<int32_t>();
    shape[0] = static_cast<int32_t>(rows);
    shape[1] = lengths[0];
  }
};

OPERATOR_SCHEMA(LengthsToShape)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(LengthsToShapeShape)
    .SetDoc("The shape of a matrix, from the lengths of its rows, which must all be the same: [4, 4] gives [2, 4].")
    .Input(0, "X", "Lengths, 1-D int32.")
    .Output(0, "Y", "Number of rows and their length, int32.");

REGISTER_CPU_OPERATOR(LengthsToShape, LengthsToShapeOp);
SHOULD_NOT_DO_GRADIENT(LengthsToShape);

}  // namespace
}  // namespace netdef
