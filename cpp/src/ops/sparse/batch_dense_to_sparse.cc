// BatchDenseToSparse, BatchSparseToDense: between matrices and lists of (column, value) for each row. Each is the
// other's gradient.
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

// fn(position among the columns, row, column) for all that the lengths give to the rows.
template <typename Fn>
void ForCells(const Tensor& lengths, const Tensor& columns, int64_t width, Fn&& fn) {
  const int64_t *length = lengths.data<int64_t>(), *column = columns.data<int64_t>();
  const int64_t n = columns.numel();
  int64_t at = 0;
  for (int64_t row = 0; row < lengths.numel(); ++row) {
    NETDEF_ENFORCE(length[row] >= 0 && length[row] <= n - at, "the lengths must not be negative nor add up to more than the ", n, " indices");
    for (const int64_t end = at + length[row]; at < end; ++at) {
      NETDEF_ENFORCE(column[at] >= 0 && column[at] < width, "An indice (", column[at], ") is out of range: the last dim of dense is ", width);
      fn(at, row, column[at]);
    }
  }
  NETDEF_ENFORCE_EQ(at, n, "the lengths must add up to the number of indices");
}

std::vector<TensorSpec> BatchDenseToSparseShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 1 && in[1].dims.size() == 1, "[BatchDenseToSparse] lengths and indices must be 1-D");
  NETDEF_ENFORCE(in[2].dims.size() == 2 && in[2].dims[0] == in[0].dims[0], "[BatchDenseToSparse] dense must be a matrix with ",
                 in[0].dims[0], " rows, got shape [", DimsString(in[2].dims), "]");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

class BatchDenseToSparseOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t width = Input(2).dim(1);
    const float* dense = Input(2).data<float>();
    float* values = Output(0)->mutable_data<float>();
    ForCells(Input(0), Input(1), width, [&](int64_t at, int64_t row, int64_t column) { values[at] = dense[row * width + column]; });
  }
};

struct BatchSparseToDenseArgs {
  int64_t dense_last_dim = -1;
  float default_value = 0;

  template <typename V>
  void Fields(V& v) {
    v("dense_last_dim", dense_last_dim, "Columns of the matrix; without it input 3 says.");
    v("default_value", default_value, "Value of the cells that are not in the list.");
  }
};

std::vector<TensorSpec> BatchSparseToDenseShape(const BatchSparseToDenseArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 1 && in[1].dims.size() == 1, "[BatchSparseToDense] lengths and indices must be 1-D");
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), in[1].dims[0], "[BatchSparseToDense] expected one value for each index");
  int64_t width = args.dense_last_dim;
  if (in.size() == 4) {
    NETDEF_ENFORCE_EQ(in[3].dims.size(), 2u, "[BatchSparseToDense] the tensor whose shape to take must be a matrix");
    NETDEF_ENFORCE(width < 1 || width == in[3].dims[1], "[BatchSparseToDense] The last dim argument is not aligned with the shape input last dim: ",
                   width, " vs ", in[3].dims[1]);
    width = in[3].dims[1];
  }
  NETDEF_ENFORCE_GE(width, 1, "[BatchSparseToDense] The last dim of dense must be >= 1");
  return {TensorSpec({in[0].dims[0], width}, DType::kFloat)};
}

class BatchSparseToDenseOp final : public KernelOperator<BatchSparseToDenseArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t width = Output(0)->dim(1);
    const float* values = Input(2).data<float>();
    float* dense = Output(0)->mutable_data<float>();
    std::fill_n(dense, Output(0)->numel(), args_.default_value);
    ForCells(Input(0), Input(1), width, [&](int64_t at, int64_t row, int64_t column) { dense[row * width + column] = values[at]; });
  }
};

OPERATOR_SCHEMA(BatchDenseToSparse)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape(BatchDenseToSparseShape)
    .SetDoc("Picks cells of a matrix, a list of columns for each row.")
    .Input(0, "lengths", "How many cells of each row to pick, int64.")
    .Input(1, "indices", "Their columns, row by row, int64.")
    .Input(2, "dense", "The matrix, float.")
    .Output(0, "values", "The picked cells, one for each index.");

OPERATOR_SCHEMA(BatchSparseToDense)
    .NumInputs(3, 4)
    .NumOutputs(1)
    .Args<BatchSparseToDenseArgs>()
    .Shape<BatchSparseToDenseArgs>(BatchSparseToDenseShape)
    .SetDoc("Makes a matrix of lists of (column, value), one for each row.\n\nOf equal columns of a row the last one counts.")
    .Input(0, "lengths", "How many cells of each row are given, int64.")
    .Input(1, "indices", "Their columns, row by row, int64.")
    .Input(2, "values", "Their values, float.")
    .Input(3, "output_shape_inference", "A matrix with as many columns as the output shall have (optional).")
    .Output(0, "dense", "The matrix, float.");

REGISTER_CPU_OPERATOR(BatchDenseToSparse, BatchDenseToSparseOp);
REGISTER_CPU_OPERATOR(BatchSparseToDense, BatchSparseToDenseOp);
SIMPLE_GRADIENT(BatchDenseToSparse, "BatchSparseToDense", {I(0), I(1), GO(0), I(2)}, {GI(2)});
SIMPLE_GRADIENT(BatchSparseToDense, "BatchDenseToSparse", {I(0), I(1), GO(0)}, {GI(2)});

}  // namespace
}  // namespace netdef
