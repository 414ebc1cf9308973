// NGramFromCategorical: one number for the combination of several categorical columns, in mixed radix: the sum over
// the columns c of the place of their value, rounded, among the known ones times the product of the limits before c.
#include <cmath>
#include <unordered_map>

#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct NGramArgs {
  std::vector<int64_t> col_ids, categorical_limits, vals;

  template <typename V>
  void Fields(V& v) {
    v("col_ids", col_ids, "The columns.");
    v("categorical_limits", categorical_limits, "How many values each column has.");
    v("vals", vals, "The values of all columns, one column after the other.");
    if constexpr (V::kReads) Check();
  }
  void Check() const {
    NETDEF_ENFORCE(!col_ids.empty() && col_ids.size() == categorical_limits.size(),
                   "[NGramFromCategorical] expected one limit for each of the columns, got ", categorical_limits.size(), " for ", col_ids.size());
    uint64_t total = 0;
    for (size_t c = 0; c < col_ids.size(); ++c) {
      NETDEF_ENFORCE(col_ids[c] >= 0 && categorical_limits[c] >= 0, "[NGramFromCategorical] columns and limits must not be negative");
      total += static_cast<uint64_t>(categorical_limits[c]);
      NETDEF_ENFORCE_LE(total, vals.size(), "[NGramFromCategorical] the limits must add up to the number of values");
    }
    NETDEF_ENFORCE_EQ(total, vals.size(), "[NGramFromCategorical] the limits must add up to the number of values");
  }
};

std::vector<TensorSpec> NGramShape(const NGramArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[NGramFromCategorical] floats must have rows");
  const int64_t columns = SizeFromDim(in[0].dims, 1);
  for (int64_t column : args.col_ids) {
    NETDEF_ENFORCE_LT(column, columns, "[NGramFromCategorical] the input has no such column");
  }
  return {TensorSpec({in[0].dims[0]}, DType::kInt64)};
}

class NGramFromCategoricalOp final : public KernelOperator<NGramArgs> {
 public:
  NGramFromCategoricalOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    uint64_t base = 1;
    auto value = args_.vals.begin();
    for (int64_t limit : args_.categorical_limits) {
      std::unordered_map<int64_t, int64_t> numbers;
      for (int64_t i = 0; i < limit; ++i) numbers[*value++] = static_cast<int64_t>(static_cast<uint64_t>(i) * base);
      columns_.push_back(std::move(numbers));
      base *= static_cast<uint64_t>(limit);  // wraps around
    }
  }

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    auto* out = Output(0)->mutable_data<int64_t>();
    const int64_t width = Input(0).size_from_dim(1);
    for (int64_t row = 0; row < Input(0).dim(0); ++row) {
      uint64_t sum = 0;
      for (size_t c = 0; c < columns_.size(); ++c) sum += static_cast<uint64_t>(Number(c, x[row * width + args_.col_ids[c]]));
      out[row] = static_cast<int64_t>(sum);
    }
  }

 private:
  // 0 for a value that is not known.
  int64_t Number(size_t c, float value) const {
    if (!(std::abs(value) < 9e18f)) return 0;
    const auto it = columns_[c].find(static_cast<int64_t>(std::round(value)));
    return it == columns_[c].end() ? 0 : it->second;
  }

  std::vector<std::unordered_map<int64_t, int64_t>> columns_;
};

OPERATOR_SCHEMA(NGramFromCategorical)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NGramArgs>()
    .Shape<NGramArgs>(NGramShape)
    .SetDoc("Numbers the combinations of several categorical columns of a matrix.\n\n"
            "A value counts as its place among the values of its column, 0 if it is not among them; places are combined in mixed radix, "
            "the first column being the lowest digit.")
    .Input(0, "floats", "Examples x columns, float; the values are taken as integers.")
    .Output(0, "output", "One number for each example, int64.");

REGISTER_CPU_OPERATOR(NGramFromCategorical, NGramFromCategoricalOp);
NO_GRADIENT(NGramFromCategorical);

}  // namespace
}  // namespace netdef
