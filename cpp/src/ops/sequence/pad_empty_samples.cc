// PadEmptySamples: gives a row of zeros to each sample that has none.
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> PadEmptySamplesShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[PadEmptySamples] LENGTH should be 1-D");
  NETDEF_ENFORCE_EQ(static_cast<size_t>(in.num_outputs), in.size(), "[PadEmptySamples] expected one output for each input");
  std::vector<TensorSpec> out = {TensorSpec(in[0].dims, DType::kInt32)};
  const Tensor* lengths = in.size() > 1 ? in.value(0) : nullptr;
  int64_t total = 0, empty = 0;
  if (lengths != nullptr) {
    const auto* length = lengths->data<int32_t>();
    total = TotalLength(length, lengths->numel());
    empty = std::count(length, length + lengths->numel(), 0);
  }
  for (size_t i = 1; i < in.size(); ++i) {
    if (lengths == nullptr) {
      out.push_back(TensorSpec::Unknown(in[i].dtype));
      continue;
    }
    NETDEF_ENFORCE(!in[i].dims.empty() && in[i].dims[0] == total, "[PadEmptySamples] FEATURE and LENGTH should be consistent: expected ",
                   total, " rows, got shape [", DimsString(in[i].dims), "]");
    Dims dims = in[i].dims;
    dims[0] += empty;
    out.emplace_back(dims, in[i].dtype);
  }
  return out;
}

class PadEmptySamplesOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t samples = Input(0).numel();
    const auto* length = Input(0).data<int32_t>();
    for (int i = 1; i < InputSize(); ++i) {
      FillZero(Output(i));
      const RowCopier copy(Input(i), Output(i), Input(i).size_from_dim(1));
      int64_t from = 0, to = 0;
      for (int64_t s = 0; s < samples; ++s) {
        copy(from, to, length[s]);
        from += length[s];
        to += std::max(length[s], 1);
      }
    }
    auto* out = Output(0)->mutable_data<int32_t>();
    for (int64_t s = 0; s < samples; ++s) {
      NETDEF_ENFORCE_GE(length[s], 0, "[PadEmptySamples] a length is negative");
      out[s] = std::max(length[s], 1);
    }
  }
};

OPERATOR_SCHEMA(PadEmptySamples)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .Shape(PadEmptySamplesShape)
    .SetDoc("Gives a row of zeros (or empty strings) to each sample that has no rows.")
    .Input(0, "lengths", "How many rows each sample has, 1-D int32.")
    .Input(1, "feature_0", "Any number of tensors with the rows of all samples, of any type (optional).")
    .Output(0, "out_lengths", "The lengths, at least 1 each.")
    .Output(1, "out_feature_0", "The rows of all samples, for each of the tensors.");

REGISTER_CPU_OPERATOR(PadEmptySamples, PadEmptySamplesOp);
GRADIENT_NOT_IMPLEMENTED_YET(PadEmptySamples);

}  // namespace
}  // namespace netdef
