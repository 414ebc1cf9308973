// GatherRanges: for each example the ranges (start, length) of DATA, one after the other.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

std::vector<TensorSpec> GatherRangesShape(const ShapeInputs& in) {
  const Dims& ranges = in[1].dims;
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[GatherRanges] Data has to be 1-D");
  NETDEF_ENFORCE(ranges.size() == 3 && ranges[2] == 2, "[GatherRanges] Ranges must be 3-D and its last dimension 2, got [",
                 DimsString(ranges), "]");
  NETDEF_ENFORCE_GT(ranges[1], 0, "[GatherRanges] There has to be at least one range");
  const TensorSpec lengths({ranges[0]}, DType::kInt32);
  const Tensor* values = in.value(1);
  if (values == nullptr) return {TensorSpec::Unknown(in[0].dtype), lengths};
  int64_t total = 0;
  WithIndices(*values, [&](const auto* range) {
    for (int64_t i = 0; i < ranges[0] * ranges[1]; ++i) {
      const int64_t start = range[2 * i], length = range[2 * i + 1];
      NETDEF_ENFORCE(start >= 0 && length >= 0 && start <= in[0].dims[0] && length <= in[0].dims[0] - start,
                     "[GatherRanges] range of ", length, " elements from ", start, " on is not within DATA of ",
                     in[0].dims[0], " elements");
      NETDEF_ENFORCE(!__builtin_add_overflow(total, length, &total), "[GatherRanges] the ranges have too many elements");
    }
  });
  return {TensorSpec({total}, in[0].dtype), lengths};
}

class GatherRangesOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t examples = Input(1).dim(0), ranges = Input(1).dim(1);
    const RowCopier copy(Input(0), Output(0), 1);
    auto* lengths = Output(1)->mutable_data<int32_t>();
    WithIndices(Input(1), [&](const auto* range) {
      int64_t to = 0;
      for (int64_t e = 0; e < examples; ++e) {
        const int64_t begin = to;
        for (int64_t r = 0; r < ranges; ++r, range += 2) {
          copy(range[0], to, range[1]);
          to += range[1];
        }
        lengths[e] = static_cast<int32_t>(to - begin);
      }
    });
  }
};

OPERATOR_SCHEMA(GatherRanges)
    .NumInputs(2)
    .NumOutputs(2)
    .Shape(GatherRangesShape)
    .SetDoc("Picks ranges of a vector, several for each example, and joins them.")
    .Input(0, "DATA", "1-D tensor of any type.")
    .Input(1, "RANGES", "Start and length of each range, examples x ranges x 2, int32 or int64.")
    .Output(0, "OUTPUT", "The elements of all ranges, 1-D.")
    .Output(1, "LENGTHS", "How many elements each example got, int32.");

REGISTER_CPU_OPERATOR(GatherRanges, GatherRangesOp);
NO_GRADIENT(GatherRanges);

}  // namespace
}  // namespace netdef
