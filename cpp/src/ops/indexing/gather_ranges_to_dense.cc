// GatherRangesToDense: for each feature (start, length) ranges of DATA, one for each example, as rows of one length.
#include "core/fill_zero.h"
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

struct GatherRangesToDenseArgs {
  std::vector<int64_t> lengths;
  int64_t min_observation = 10000;
  float max_mismatched_ratio = 0.01f, max_empty_ratio = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("lengths", lengths, "Length of the ranges of each feature.");
    v("min_observation", min_observation, "Ratios are taken of at least so many ranges.");
    v("max_mismatched_ratio", max_mismatched_ratio, "Fail when a larger part of the ranges of a feature, over all runs, has another length.");
    v("max_empty_ratio", max_empty_ratio, "Fail when a larger part of the ranges of a feature, over all runs, is empty.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(!lengths.empty(), "[GatherRangesToDense] There has to be at least one length");
      for (int64_t length : lengths) NETDEF_ENFORCE_GT(length, 0, "[GatherRangesToDense] Each length should be positive");
      NETDEF_ENFORCE_GT(min_observation, 0, "[GatherRangesToDense] min_observation must be positive");
    }
  }
};

std::vector<TensorSpec> GatherRangesToDenseShape(const GatherRangesToDenseArgs& args, const ShapeInputs& in) {
  const Dims& ranges = in[1].dims;
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[GatherRangesToDense] Data has to be 1-D");
  NETDEF_ENFORCE(ranges.size() == 3 && ranges[2] == 2, "[GatherRangesToDense] Ranges has to be 3-D, its last dimension 2, got [",
                 DimsString(ranges), "]");
  const auto features = static_cast<int64_t>(args.lengths.size());
  NETDEF_ENFORCE(ranges[1] == features && in.num_outputs == features, "[GatherRangesToDense] Number of ranges should match number of outputs "
                 "and of lengths: ", ranges[1], " ranges for each example, ", in.num_outputs, " outputs, ", features, " lengths");
  if (in.size() == 3) {
    NETDEF_ENFORCE(in[2].dims == in[0].dims, "[GatherRangesToDense] KEY must have one element for each of DATA, got [",
                   DimsString(in[2].dims), "] for [", DimsString(in[0].dims), "]");
  }
  std::vector<TensorSpec> out;
  for (int64_t length : args.lengths) out.emplace_back(Dims{ranges[0], length}, in[0].dtype);
  return out;
}

class GatherRangesToDenseOp final : public KernelOperator<GatherRangesToDenseArgs> {
 public:
  GatherRangesToDenseOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), empty_(args_.lengths.size(), 0), mismatched_(args_.lengths.size(), 0) {}

 protected:
  void Compute() override {
    total_ += Input(1).dim(0);
    WithIndices(Input(1), [&](const auto* range) {
      for (int f = 0; f < OutputSize(); ++f) Gather(range + 2 * f, f);
    });
    for (size_t f = 0; f < empty_.size(); ++f) {
      CheckRatio(empty_[f], args_.max_empty_ratio, "empty ranges", f);
      CheckRatio(mismatched_[f], args_.max_mismatched_ratio, "range length mismatch", f);
    }
  }

 private:
  template <typename T>
  void Gather(const T* range, int feature) {
    const auto f = static_cast<size_t>(feature);
    const int64_t length = args_.lengths[f], size = Input(0).numel(), step = 2 * Input(1).dim(1);
    const RowCopier copy(Input(0), Output(feature), 1);
    const auto* key = InputSize() == 3 ? Input(2).data<int64_t>() : nullptr;
    for (int64_t example = 0; example < Input(1).dim(0); ++example, range += step) {
      const int64_t start = range[0], count = range[1], to = example * length;
      NETDEF_ENFORCE(start >= 0 && count >= 0 && start <= size && count <= size - start, "[GatherRangesToDense] range of ", count,
                     " elements from ", start, " on is not within DATA of ", size, " elements");
      if (count != length) {
        ++(count == 0 ? empty_ : mismatched_)[f];
        FillZero(Output(feature), to, length);
        continue;
      }
      if (key == nullptr) {
        copy(start, to, length);
        continue;
      }
      order_.resize(static_cast<size_t>(length));
      std::iota(order_.begin(), order_.end(), start);
      std::stable_sort(order_.begin(), order_.end(), [key](int64_t a, int64_t b) { return key[a] < key[b]; });
      for (int64_t i = 0; i < length; ++i) copy(order_[static_cast<size_t>(i)], to + i);
    }
  }
  void CheckRatio(int64_t bad, float most, const char* what, size_t feature) const {
    NETDEF_ENFORCE(static_cast<double>(std::max(total_, args_.min_observation)) * static_cast<double>(most) >= static_cast<double>(bad),
                   "[GatherRangesToDense] Ratio of ", what, " for feature at index ", feature, " is ",
                   static_cast<double>(bad) / static_cast<double>(total_), " (", bad, "/", total_, ") which exceeds ", most);
  }

  int64_t total_ = 0;  // ranges of one feature in all runs
  std::vector<int64_t> empty_, mismatched_, order_;
};

OPERATOR_SCHEMA(GatherRangesToDense)
    .NumInputs(2, 3)
    .NumOutputs(1, OpSchema::kMany)
    .Args<GatherRangesToDenseArgs>()
    .Shape<GatherRangesToDenseArgs>(GatherRangesToDenseShape)
    .Stateful()
    .SetDoc("Gathers, for each feature, a range of a vector for each example into the rows of a matrix.\n\n"
            "A range that has not the length of its feature gives a row of zeros. With keys, the elements of a row are sorted by them.")
    .Input(0, "DATA", "1-D tensor of any type.")
    .Input(1, "RANGES", "Start and length of each range, examples x features x 2, int32 or int64.")
    .Input(2, "KEY", "One key for each element of DATA, int64 (optional).")
    .Output(0, "OUTPUT", "For each feature examples x length.");

REGISTER_CPU_OPERATOR(GatherRangesToDense, GatherRangesToDenseOp);
NO_GRADIENT(GatherRangesToDense);

}  // namespace
}  // namespace netdef
