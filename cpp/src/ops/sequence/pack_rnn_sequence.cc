// PackRNNSequence, UnpackRNNSequence: between the rows of all sequences one after the other and a tensor
// steps x sequences x row, padded at the ends. Each is the other's gradient.
#include "ops/sequence/_shared.h"

namespace netdef {
namespace {

// What both have in common: lengths of sequences, and rows after `leading` dims.
struct RnnLengths {
  int64_t sequences = 0, longest = 0, total = 0;
};

RnnLengths ReadLengths(const Tensor& lengths) {
  const auto* length = lengths.data<int32_t>();
  return {lengths.numel(), LongestLength(length, lengths.numel()), TotalLength(length, lengths.numel())};
}

std::vector<TensorSpec> PackRNNSequenceShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[PackRNNSequence] lengths must be 1-D");
  NETDEF_ENFORCE_GT(in[0].dims.size(), 1u, "[PackRNNSequence] values must have rows of at least one dimension");
  const Tensor* given = in.value(1);
  if (given == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const RnnLengths lengths = ReadLengths(*given);
  NETDEF_ENFORCE_EQ(in[0].dims[0], lengths.total, "[PackRNNSequence] the lengths must add up to the number of rows");
  return {TensorSpec(ConcatDims({lengths.longest, lengths.sequences}, DimsFrom(in[0].dims, 1)), in[0].dtype)};
}

std::vector<TensorSpec> UnpackRNNSequenceShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[UnpackRNNSequence] lengths must be 1-D");
  NETDEF_ENFORCE_GT(in[0].dims.size(), 2u, "[UnpackRNNSequence] values must be steps x sequences x rows of at least one dimension");
  NETDEF_ENFORCE_EQ(in[0].dims[1], in[1].dims[0], "[UnpackRNNSequence] expected one length for each sequence");
  const Tensor* given = in.value(1);
  if (given == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const RnnLengths lengths = ReadLengths(*given);
  NETDEF_ENFORCE_GE(in[0].dims[0], lengths.longest, "[UnpackRNNSequence] a sequence is longer than there are steps");
  return {TensorSpec(ConcatDims({lengths.total}, DimsFrom(in[0].dims, 2)), in[0].dtype)};
}

// fn(row among all rows, row in the packed tensor), each `sequences` rows per step.
template <typename Fn>
void ForRows(const Tensor& lengths, Fn&& fn) {
  const auto* length = lengths.data<int32_t>();
  const int64_t sequences = lengths.numel();
  int64_t row = 0;
  for (int64_t s = 0; s < sequences; ++s) {
    for (int64_t step = 0; step < length[s]; ++step) fn(row++, step * sequences + s);
  }
}

class PackRNNSequenceOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    FillZero(Output(0));
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(1));
    ForRows(Input(1), [&](int64_t row, int64_t packed) { copy(row, packed); });
  }
};

class UnpackRNNSequenceOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(2));
    ForRows(Input(1), [&](int64_t row, int64_t packed) { copy(packed, row); });
  }
};

OPERATOR_SCHEMA(PackRNNSequence)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(PackRNNSequenceShape)
    .SetDoc("Packs sequences into a tensor for recurrent networks, step by step, padding the shorter ones with 0.\n\n"
            "Lengths [2, 1] and rows a, b, c give [[a, c], [b, 0]].")
    .Input(0, "values", "The rows of all sequences, N x D...")
    .Input(1, "lengths", "How many rows each sequence has, 1-D int32.")
    .Output(0, "output", "Steps x sequences x D...");

OPERATOR_SCHEMA(UnpackRNNSequence)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(UnpackRNNSequenceShape)
    .SetDoc("Takes the rows of sequences out of a packed tensor again: the inverse of PackRNNSequence.")
    .Input(0, "values", "Steps x sequences x D...")
    .Input(1, "lengths", "How many rows each sequence has, 1-D int32.")
    .Output(0, "output", "The rows of all sequences, N x D...");

REGISTER_CPU_OPERATOR(PackRNNSequence, PackRNNSequenceOp);
REGISTER_CPU_OPERATOR(UnpackRNNSequence, UnpackRNNSequenceOp);
SIMPLE_GRADIENT(PackRNNSequence, "UnpackRNNSequence", {GO(0), I(1)}, {GI(0)});
SIMPLE_GRADIENT(UnpackRNNSequence, "PackRNNSequence", {GO(0), I(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
