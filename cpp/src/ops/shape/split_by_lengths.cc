// SplitByLengths: cuts a tensor along an axis. The lengths are dealt out evenly to the outputs, in
// order; each output is as long as its lengths together.
#include <numeric>

#include "ops/shape/_split.h"

namespace netdef {
namespace {

struct SplitByLengthsArgs : ChannelAxisArgs {
  bool use_scaling_lengths = false;

  template <typename V>
  void Fields(V& v) {
    ChannelAxisArgs::Fields(v);
    v("use_scaling_lengths", use_scaling_lengths,
      "The lengths need not add up to the extent of the axis, only to a divisor of it; all are scaled alike.");
  }
};

std::vector<TensorSpec> SplitByLengthsShape(const SplitByLengthsArgs& args, const ShapeInputs& in) {
  const auto outputs = static_cast<size_t>(in.num_outputs);
  Dims dims = in[0].dims;
  int64_t& extent = dims[static_cast<size_t>(args.Axis(dims))];
  const int64_t whole = extent;
  const Tensor* tensor = in.value(1);
  if (tensor == nullptr) return std::vector<TensorSpec>(outputs, TensorSpec::Unknown(in[0].dtype));
  const std::vector<int64_t> lengths = IntValues(*tensor, "lengths");
  NETDEF_ENFORCE(lengths.size() % outputs == 0, "len(Lengths) ", lengths.size(), " should be divisible by OutputSize() ",
                 outputs);
  int64_t total = 0;
  for (int64_t length : lengths) {
    NETDEF_ENFORCE(length >= 0 && !__builtin_add_overflow(total, length, &total), "lengths must not be negative, got ",
                   length);
  }
  if (args.use_scaling_lengths) {
    NETDEF_ENFORCE(whole % std::max<int64_t>(total, 1) == 0, "Input channels ", whole, " should be divisible by ", total);
  } else {
    NETDEF_ENFORCE_EQ(total, whole, "Input channels should be equal to split dimensions sum");
  }
  const int64_t scale = args.use_scaling_lengths && total > 0 ? whole / total : 1;
  const size_t each = lengths.size() / outputs;
  std::vector<TensorSpec> specs;
  for (size_t i = 0; i < outputs; ++i) {
    const auto first = lengths.begin() + static_cast<int64_t>(i * each);
    extent = scale * std::accumulate(first, first + static_cast<int64_t>(each), int64_t{0});
    specs.emplace_back(dims, in[0].dtype);
  }
  return specs;
}

OPERATOR_SCHEMA(SplitByLengths)
    .NumInputs(2)
    .NumOutputs(1, OpSchema::kMany)
    .Args<SplitByLengthsArgs>()
    .Shape<SplitByLengthsArgs>(SplitByLengthsShape)
    .SetDoc("Cuts a tensor along an axis into parts whose extents are sums of lengths.\n\n"
            "With n outputs, the first n-th of the lengths belongs to output 0, and so on.")
    .Input(0, "X", "Tensor to cut.")
    .Input(1, "lengths", "Vector of int32; their number is a multiple of the number of outputs.")
    .Output(0, "Y0, Y1, ...", "The parts, in their order in X.");

REGISTER_CPU_OPERATOR(SplitByLengths, CutOp<SplitByLengthsArgs>);

REGISTER_GRADIENT(SplitByLengths, GetCutGradient);

}  // namespace
}  // namespace netdef
