// LengthsSplit: each length as n lengths that add up to it and differ by at most 1, the longer ones first.
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct LengthsSplitArgs {
  int64_t n_split = 0;
  bool has_n_split = false;

  template <typename V>
  void Fields(V& v) {
    v("n_split", n_split, "How many parts, where there is no second input.");
    if (!V::kReads) return;
    has_n_split = v.raw().Has("n_split");
    NETDEF_ENFORCE(!has_n_split || n_split > 0, "`n_split` must contain a positive value for defined behavior.");
  }
};

std::vector<TensorSpec> LengthsSplitShape(const LengthsSplitArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "lengths must be a vector");
  int64_t parts = args.n_split;
  if (in.size() > 1) {
    const Tensor* given = in.value(1);
    if (given == nullptr) return {TensorSpec::Unknown(DType::kInt32)};
    const std::vector<int64_t> values = IntValues(*given, "n_split");
    NETDEF_ENFORCE_EQ(values.size(), 1u, "Input `n_split` should be a vector of size 1.");
    parts = values[0];
    NETDEF_ENFORCE_GT(parts, 0, "`n_split` must contain a positive value for defined behavior.");
  } else {
    NETDEF_ENFORCE(args.has_n_split, "Argument `n_split` is missing and was not specified as input.");
  }
  int64_t total = 0;
  NETDEF_ENFORCE(!__builtin_mul_overflow(in[0].dims[0], parts, &total), "too many parts: ", parts);
  return {{{total}, DType::kInt32}};
}

class LengthsSplitOp final : public KernelOperator<LengthsSplitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t count = Input(0).numel();
    if (count == 0) return;
    const int64_t parts = Output(0)->numel() / count;
    const int32_t* lengths = Input(0).data<int32_t>();
    int32_t* y = Output(0)->mutable_data<int32_t>();
    for (int64_t i = 0; i < count; ++i) {
      NETDEF_ENFORCE_GE(lengths[i], 0, "[LengthsSplit] lengths must not be negative");
      for (int64_t k = 0; k < parts; ++k) *y++ = static_cast<int32_t>(lengths[i] / parts + (k < lengths[i] % parts));
    }
  }
};

OPERATOR_SCHEMA(LengthsSplit)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<LengthsSplitArgs>()
    .Shape<LengthsSplitArgs>(LengthsSplitShape)
    .SetDoc("Splits each of several lengths as evenly as integers can be split.")
    .Input(0, "LENGTHS", "Vector of int32.")
    .Input(1, "n_split", "How many parts: one int32; without it the argument.")
    .Output(0, "Y", "int32: the parts of the first length, then those of the second, ...");

REGISTER_CPU_OPERATOR(LengthsSplit, LengthsSplitOp);
GRADIENT_NOT_IMPLEMENTED_YET(LengthsSplit);

}  // namespace
}  // namespace netdef
