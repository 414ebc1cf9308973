// BooleanMask, BooleanMaskLengths: keeps the rows (or the items of segments) that a mask names.
#include "core/fill_zero.h"
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

int64_t CountTrue(const Tensor& mask) {
  const bool* m = mask.data<bool>();
  return std::count(m, m + mask.numel(), true);
}

std::vector<TensorSpec> BooleanMaskShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[BooleanMask] the mask must be a vector");
  NETDEF_ENFORCE(!in[0].dims.empty() && in[0].dims[0] == in[1].dims[0], "[BooleanMask] expected one element of the mask for each row, got ",
                 in[1].dims[0], " for shape [", DimsString(in[0].dims), "]");
  const Tensor* mask = in.value(1);
  if (mask == nullptr) return {TensorSpec::Unknown(in[0].dtype), TensorSpec::Unknown(DType::kInt64)};
  const int64_t kept = CountTrue(*mask);
  return {TensorSpec(ConcatDims({kept}, DimsFrom(in[0].dims, 1)), in[0].dtype), TensorSpec({kept}, DType::kInt64)};
}

class BooleanMaskOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const RowCopier copy(Input(0), Output(0), Input(0).size_from_dim(1));
    const bool* mask = Input(1).data<bool>();
    int64_t* indices = OutputSize() > 1 ? Output(1)->mutable_data<int64_t>() : nullptr;
    int64_t to = 0;
    for (int64_t i = 0; i < Input(1).numel(); ++i) {
      if (!mask[i]) continue;
      if (indices != nullptr) indices[to] = i;
      copy(i, to++);
    }
  }
};

std::vector<TensorSpec> BooleanMaskGradientShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[BooleanMaskGradient] the mask must be a vector");
  NETDEF_ENFORCE(!in[1].dims.empty(), "[BooleanMaskGradient] the gradient must have rows");
  return {TensorSpec(ConcatDims(in[0].dims, DimsFrom(in[1].dims, 1)), in[1].dtype)};
}

class BooleanMaskGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool* mask = Input(0).data<bool>();
    NETDEF_ENFORCE(Input(1).dtype() != DType::kString, "[BooleanMaskGradient] Unsupported type of tensor: strings have no gradient");
    NETDEF_ENFORCE_GE(Input(1).dim(0), CountTrue(Input(0)), "[BooleanMaskGradient] the gradient must have one row for each row that was kept");
    const RowCopier copy(Input(1), Output(0), Input(1).size_from_dim(1));
    FillZero(Output(0));
    int64_t from = 0;
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      if (mask[i]) copy(from++, i);
    }
  }
};

std::vector<TensorSpec> BooleanMaskLengthsShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 1 && in[1].dims.size() == 1, "[BooleanMaskLengths] lengths and mask must be vectors");
  return {in[0]};
}

class BooleanMaskLengthsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &lengths = Input(0), &mask = Input(1);
    const bool* m = mask.data<bool>();
    WithIndices(lengths, [&](const auto* length) {
      using T = std::decay_t<decltype(*length)>;
      T* kept = Output(0)->mutable_data<T>();
      int64_t at = 0;
      for (int64_t s = 0; s < lengths.numel(); ++s) {
        NETDEF_ENFORCE(length[s] >= 0 && length[s] <= mask.numel() - at, "[BooleanMaskLengths] the lengths must not be negative nor add up to "
                       "more than the ", mask.numel(), " elements of the mask");
        kept[s] = static_cast<T>(std::count(m + at, m + at + length[s], true));
        at += length[s];
      }
      NETDEF_ENFORCE_EQ(at, mask.numel(), "[BooleanMaskLengths] the lengths must add up to the number of elements of the mask");
    });
  }
};

OPERATOR_SCHEMA(BooleanMask)
    .NumInputs(2)
    .NumOutputs(1, 2)
    .Shape(BooleanMaskShape)
    .SetDoc("Keeps the rows where a mask is true.")
    .Input(0, "data", "Rows of any type.")
    .Input(1, "mask", "One element for each row, bool.")
    .Output(0, "masked_data", "The rows that are kept.")
    .Output(1, "masked_indices", "Their places in the input, int64 (optional).");

OPERATOR_SCHEMA(BooleanMaskGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(BooleanMaskGradientShape)
    .SetDoc("Gradient of BooleanMask.")
    .Input(0, "mask", "The mask.")
    .Input(1, "d_masked_data", "Gradient of the rows that were kept.")
    .Output(0, "d_data", "Gradient of all rows, zero for those that were dropped.");

OPERATOR_SCHEMA(BooleanMaskLengths)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape(BooleanMaskLengthsShape)
    .SetDoc("How long segments are after BooleanMask has dropped items of theirs.")
    .Input(0, "lengths", "How many items each segment has, 1-D, int32 or int64.")
    .Input(1, "mask", "One element for each item, bool.")
    .Output(0, "masked_lengths", "How many items of each segment are kept, of the type of the lengths.");

REGISTER_CPU_OPERATOR(BooleanMask, BooleanMaskOp);
REGISTER_CPU_OPERATOR(BooleanMaskGradient, BooleanMaskGradientOp);
REGISTER_CPU_OPERATOR(BooleanMaskLengths, BooleanMaskLengthsOp);
SIMPLE_GRADIENT(BooleanMask, "BooleanMaskGradient", {I(1), GO(0)}, {GI(0)});
NO_GRADIENT(BooleanMaskLengths);

}  // namespace
}  // namespace netdef
