// SparseLengthsSum, WeightedSum and Mean over tables of fused quantized rows of 8, 4 or 2 bits: each row
// carries its scale and bias behind its elements. The RowwiseSparse forms work on pruned tables, whose
// rows are found through a mapping that has -1 for a row that was dropped.
#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

template <typename Row, bool kWeighted, bool kPruned>
std::vector<TensorSpec> FusedSumShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "DATA must be a matrix of fused rows");
  NETDEF_ENFORCE_GT(in[0].dims[1], Row::kTail, "DATA must have more than ", Row::kTail, " columns");
  if (kPruned) NETDEF_ENFORCE_EQ(in[kWeighted ? 4 : 3].dims.size(), 1u, "COMPRESSED_INDICES_MAPPING must be a vector");
  return RowSumShape(in, kWeighted, RowElements<Row>("SparseLengthsSumFused", in[0].dims));
}

template <typename Row, bool kWeighted, bool kMean, bool kPruned>
class FusedSumOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    constexpr int kIndices = kWeighted ? 2 : 1;
    const Tensor& indices = Input(kIndices);
    ReadOffsets(Input(kIndices + 1), indices.numel(), &offsets_);
    RowSums sums{Input(kIndices + 1).numel(), offsets_.data()};
    sums.weights = kWeighted ? Input(1).data<float>() : nullptr;
    sums.mean = kMean;
    DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) { sums.rows = Rows(indices.data<decltype(zero)>()); });
    SumRows(FusedTable<Row>(Input(0)), sums, Output(0)->mutable_data<float>());
  }

 private:
  template <typename Index>
  const int64_t* Rows(const Index* index) {
    constexpr int kIndices = kWeighted ? 2 : 1;
    const int64_t count = Input(kIndices).numel(), rows = Input(0).dim(0);
    if constexpr (kPruned) {
      const Tensor& mapping = Input(kIndices + 2);
      const auto* row_of = mapping.data<int32_t>();
      // A mapping of the single element 0 says that nothing was pruned.
      if (mapping.numel() != 1 || row_of[0] != 0) {
        const int64_t* at = CheckedRows(index, count, mapping.numel(), &rows_);
        rows_.resize(static_cast<size_t>(count));
        for (int64_t i = 0; i < count; ++i) {
          const int64_t row = row_of[at[i]];
          NETDEF_ENFORCE(row >= -1 && row < rows, "Index ", i, " is out of bounds: ", row, ", range 0 to ", rows);
          rows_[static_cast<size_t>(i)] = row;
        }
        return rows_.data();
      }
    }
    return CheckedRows(index, count, rows, &rows_);
  }

  std::vector<int64_t> offsets_, rows_;
};

template <typename Row, bool kWeighted, bool kMean, bool kPruned>
void Describe(OpSchema& schema) {
  const std::string bits = std::to_string(Row::kBits);
  std::string doc = kMean ? "Averages" : kWeighted ? "Adds up the weighted" : "Adds up";
  doc += " rows of a table quantized to " + bits + " bits, for each segment of a list of indices.\n\n";
  if (kPruned) doc += "The table is pruned: a mapping tells where a row is, or that it was dropped. A mapping [0] stands for none. ";
  doc += "An empty segment gives zeros.";
  schema.NumInputs(3 + (kWeighted ? 1 : 0) + (kPruned ? 1 : 0)).NumOutputs(1).SetDoc(doc).Shape(FusedSumShape<Row, kWeighted, kPruned>);
  int i = 0;
  schema.Input(i++, "DATA", "Fused rows as FloatToFused" + bits + "BitRowwiseQuantized makes them, uint8.");
  if (kWeighted) schema.Input(i++, "WEIGHTS", "Weight of each index, float.");
  schema.Input(i++, "INDICES", "Rows to add up, 1-D, int32 or int64.");
  schema.Input(i++, "LENGTHS", "How many indices each segment has, 1-D int32.");
  if (kPruned) schema.Input(i++, "COMPRESSED_INDICES_MAPPING", "Row of DATA for each index, -1 for a pruned one, int32.");
  schema.Output(0, "output", "Segments x elements of a row, float.");
}

#define FUSED_SUM(name, row, weighted, mean, pruned)                                                   \
  OPERATOR_SCHEMA(name).FillUsing(Describe<row, weighted, mean, pruned>);                              \
  REGISTER_CPU_OPERATOR(name, FusedSumOp<row, weighted, mean, pruned>);                                \
  NO_GRADIENT(name)

#define FUSED_SUMS(bits, row)                                                                          \
  FUSED_SUM(SparseLengthsSumFused##bits##Rowwise, row, false, false, false);                           \
  FUSED_SUM(SparseLengthsWeightedSumFused##bits##Rowwise, row, true, false, false);                    \
  FUSED_SUM(SparseLengthsMeanFused##bits##Rowwise, row, false, true, false);                           \
  FUSED_SUM(SparseLengthsSum##bits##RowwiseSparse, row, false, false, true);                           \
  FUSED_SUM(SparseLengthsWeightedSum##bits##RowwiseSparse, row, true, false, true);                    \
  FUSED_SUM(SparseLengthsMean##bits##RowwiseSparse, row, false, true, true)

FUSED_SUMS(8Bit, Fused8BitRow);
FUSED_SUMS(4Bit, FusedHalfRow<4>);
FUSED_SUMS(2Bit, FusedHalfRow<2>);

#undef FUSED_SUMS
#undef FUSED_SUM

}  // namespace
}  // namespace netdef
