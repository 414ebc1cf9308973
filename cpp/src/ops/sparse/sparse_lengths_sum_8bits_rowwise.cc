// SparseLengthsSum8BitsRowwise and its weighted and averaging forms: sums over rows of 8-bit elements
// whose scales and biases come as an input of their own.
#include "ops/sparse/_shared.h"

namespace netdef {
namespace {

template <bool kWeighted>
std::vector<TensorSpec> SumShape(const ShapeInputs& in) {
  const Dims &data = in[0].dims, &scales = in[kWeighted ? 4 : 3].dims;
  NETDEF_ENFORCE_GE(data.size(), 1u, "DATA must have rows");
  NETDEF_ENFORCE(scales.size() == 2 && scales[0] == data[0] && scales[1] == 2, "scale_bias must have shape [", data[0],
                 " 2], got [", DimsString(scales), "]");
  std::vector<TensorSpec> out = RowSumShape(in, kWeighted, SizeFromDim(data, 1));
  out[0].dims = ConcatDims({out[0].dims[0]}, DimsFrom(data, 1));
  return out;
}

template <bool kWeighted, bool kMean>
class SumOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    constexpr int kIndices = kWeighted ? 2 : 1;
    const Tensor &data = Input(0), &indices = Input(kIndices), &scales = Input(kIndices + 2);
    ReadOffsets(Input(kIndices + 1), indices.numel(), &offsets_);
    RowSums sums{Input(kIndices + 1).numel(), offsets_.data()};
    sums.weights = kWeighted ? Input(1).data<float>() : nullptr;
    sums.mean = kMean;
    DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) {
      sums.rows = CheckedRows(indices.data<decltype(zero)>(), indices.numel(), data.dim(0), &rows_);
    });
    const int64_t elements = data.size_from_dim(1);
    const auto* parameters = reinterpret_cast<const uint8_t*>(scales.data<float>());
    SumRows({8, elements, data.data<uint8_t>(), elements, parameters, 2 * sizeof(float)}, sums, Output(0)->mutable_data<float>());
  }

 private:
  std::vector<int64_t> offsets_, rows_;
};

template <bool kWeighted, bool kMean>
void Describe(OpSchema& schema) {
  const std::string what = kWeighted ? (kMean ? "Averages the weighted" : "Adds up the weighted") : (kMean ? "Averages" : "Adds up");
  schema.NumInputs(kWeighted ? 5 : 4).NumOutputs(1).Shape(SumShape<kWeighted>);
  schema.SetDoc(what + " rows of a table of 8-bit elements, for each segment of a list of indices.\n\n"
                "An element is scale * q + bias with the scale and bias of its row. An empty segment gives zeros.");
  int i = 0;
  schema.Input(i++, "DATA", "Quantized rows, uint8.");
  if (kWeighted) schema.Input(i++, "SCALARS", "Weight of each index, float.");
  schema.Input(i++, "INDICES", "Rows to add up, 1-D, int32 or int64.");
  schema.Input(i++, "LENGTHS", "How many indices each segment has, 1-D int32.");
  schema.Input(i++, "scale_bias", "Scale and bias of each row, rows x 2, float.");
  schema.Output(0, "output", "One row for each segment, float.");
}

#define SUM_8BITS(name, weighted, mean)                      \
  OPERATOR_SCHEMA(name).FillUsing(Describe<weighted, mean>); \
  REGISTER_CPU_OPERATOR(name, SumOp<weighted, mean>);        \
  NO_GRADIENT(name)

SUM_8BITS(SparseLengthsSum8BitsRowwise, false, false);
SUM_8BITS(SparseLengthsWeightedSum8BitsRowwise, true, false);
SUM_8BITS(SparseLengthsMean8BitsRowwise, false, true);
SUM_8BITS(SparseLengthsWeightedMean8BitsRowwise, true, true);

#undef SUM_8BITS

}  // namespace
}  // namespace netdef
