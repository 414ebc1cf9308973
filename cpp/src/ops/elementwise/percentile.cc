// Percentile: looks up each element of a matrix in a table of its column, (value, percentile) sorted by value.
// Between two values of the table percentiles are interpolated; below the first it is 0, above the last 1.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

// Rows of the table are (value, percentile).
float LookUp(const float* table, int64_t rows, float x) {
  int64_t low = 0, high = rows;  // the first row that is not less than x lies in [low, high]
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (table[2 * middle] < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == rows) return 1.0f;
  if (table[2 * low] == x) return table[2 * low + 1];
  if (low == 0) return 0.0f;
  const float* before = table + 2 * (low - 1);
  const float* after = table + 2 * low;
  return before[1] + (after[1] - before[1]) * (x - before[0]) / (after[0] - before[0]);
}

class PercentileOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), columns = Input(0).dim(1), table_rows = Input(1).dim(0);
    const float* x = Input(0).data<float>();
    const float* table = Input(1).data<float>();
    const int* lengths = Input(2).data<int>();
    float* y = Output(0)->mutable_data<float>();
    int64_t used = 0;
    for (int64_t c = 0; c < columns; ++c) {
      NETDEF_ENFORCE(lengths[c] >= 0 && lengths[c] <= table_rows - used,
                     "[Percentile] the lengths must add up to the rows of the table: ", table_rows);
      for (int64_t row = 0; row < rows; ++row) {
        y[row * columns + c] = LookUp(table + 2 * used, lengths[c], x[row * columns + c]);
      }
      used += lengths[c];
    }
    NETDEF_ENFORCE_EQ(used, table_rows, "[Percentile] the lengths must add up to the rows of the table");
  }
};

OPERATOR_SCHEMA(Percentile)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "original_values must be a matrix");
      NETDEF_ENFORCE(in[1].dims.size() == 2 && in[1].dims[1] == 2, "value_to_pct must have two columns, got shape [",
                     DimsString(in[1].dims), "]");
      NETDEF_ENFORCE(in[2].dims == Dims{in[0].dims[1]}, "there must be one length for each column, got shape [",
                     DimsString(in[2].dims), "]");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Percentiles of values, looked up in a table for each column.")
    .Input(0, "original_values", "Float matrix.")
    .Input(1, "value_to_pct", "Tables of all columns one after the other: rows of value and percentile, sorted.")
    .Input(2, "lengths", "int32: rows of the table of each column.")
    .Output(0, "percentile_values", "Shape of original_values.");

REGISTER_CPU_OPERATOR(Percentile, PercentileOp);
NO_GRADIENT(Percentile);

}  // namespace
}  // namespace netdef
