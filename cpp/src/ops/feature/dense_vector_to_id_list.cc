// DenseVectorToIdList: the columns of each row that are not zero once rounded to integers (half up, to zero below).
#include "netdef/operator.h"

namespace netdef {
namespace {

class DenseVectorToIdListOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& input = Input(0);
    NETDEF_ENFORCE_EQ(input.dim(), 2, "[DenseVectorToIdList] Sample should be 2-D");
    const int64_t rows = input.dim(0), columns = input.dim(1);
    NETDEF_ENFORCE_LE(columns, std::numeric_limits<int32_t>::max(), "[DenseVectorToIdList] too many columns");
    const float* x = input.data<float>();
    Output(0)->Resize({rows}, DType::kInt32);
    Output(1)->Resize({rows * columns}, DType::kInt32);
    auto* length = Output(0)->mutable_data<int32_t>();
    auto* id = Output(1)->mutable_data<int32_t>();
    int64_t to = 0;
    for (int64_t row = 0; row < rows; ++row, x += columns) {
      const int64_t begin = to;
      for (int64_t column = 0; column < columns; ++column) {
        const bool zero = x[column] > -1.5f && x[column] < 0.5f;
        if (!zero) id[to++] = static_cast<int32_t>(column);
      }
      length[row] = static_cast<int32_t>(to - begin);
    }
    Output(1)->ShrinkTo(to);
  }
};

OPERATOR_SCHEMA(DenseVectorToIdList)
    .NumInputs(1)
    .NumOutputs(2)
    .ShapeDependsOnData("how many elements are zero is not known")
    .SetDoc("Gives, for each row of a matrix, the columns that are not zero.\n\nValues are taken as integers: truncate(x + 0.5).")
    .Input(0, "values", "Examples x columns, float.")
    .Output(0, "out_lengths", "How many columns each row has in the list, int32.")
    .Output(1, "out_values", "The columns, row by row, int32.");

REGISTER_CPU_OPERATOR(DenseVectorToIdList, DenseVectorToIdListOp);
NO_GRADIENT(DenseVectorToIdList);

}  // namespace
}  // namespace netdef
