// SparseDropoutWithReplacement: with some probability replaces all values of an example by one.
#include <random>

#include "core/random_operators.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct SparseDropoutArgs {
  float ratio = 0;
  int64_t replacement_value = 0;

  template <typename V>
  void Fields(V& v) {
    v("ratio", ratio, "Probability that an example is replaced.");
    v("replacement_value", replacement_value, "What to put in its place.");
    NETDEF_ENFORCE(ratio >= 0 && ratio <= 1, "[SparseDropoutWithReplacement] Ratio should be a valid probability, got ", ratio);
  }
};

class SparseDropoutWithReplacementOp final : public KernelOperator<SparseDropoutArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &values = Input(0), &lengths = Input(1);
    NETDEF_ENFORCE(values.dim() == 1 && lengths.dim() == 1, "[SparseDropoutWithReplacement] Input tensor should be 1-D, and lengths as well");
    const auto* x = values.data<int64_t>();
    const auto* length = lengths.data<int32_t>();
    const int64_t examples = lengths.numel();
    std::bernoulli_distribution replace(static_cast<double>(args_.ratio));
    std::vector<int64_t> kept;
    Output(1)->Resize({examples}, DType::kInt32);
    auto* new_length = Output(1)->mutable_data<int32_t>();
    int64_t at = 0;
    for (int64_t e = 0; e < examples; ++e) {
      NETDEF_ENFORCE(length[e] >= 0 && length[e] <= values.numel() - at, "[SparseDropoutWithReplacement] the lengths must not be negative nor add "
                     "up to more than the ", values.numel(), " values");
      if (replace(context_.RandGenerator())) {
        kept.push_back(args_.replacement_value);
        new_length[e] = 1;
      } else {
        kept.insert(kept.end(), x + at, x + at + length[e]);
        new_length[e] = length[e];
      }
      at += length[e];
    }
    NETDEF_ENFORCE_EQ(at, values.numel(), "[SparseDropoutWithReplacement] Inconsistent input data. Number of elements should match total length.");
    Output(0)->Resize({static_cast<int64_t>(kept.size())}, DType::kInt64);
    std::copy(kept.begin(), kept.end(), Output(0)->mutable_data<int64_t>());
  }
};

OPERATOR_SCHEMA(SparseDropoutWithReplacement)
    .NumInputs(2)
    .NumOutputs(2)
    .Args<SparseDropoutArgs>()
    .ShapeDependsOnData("which examples are replaced is drawn at random")
    .SetDoc("Replaces, with probability `ratio`, all values of an example by one value.")
    .Input(0, "X", "Values of all examples, 1-D int64.")
    .Input(1, "Lengths", "How many values each example has, int32.")
    .Output(0, "Y", "Values of all examples, int64.")
    .Output(1, "OutputLengths", "How many values each example has now, int32.");

REGISTER_CPU_OPERATOR(SparseDropoutWithReplacement, SparseDropoutWithReplacementOp);
REGISTER_RANDOM_OPERATOR("", SparseDropoutWithReplacement);
NO_GRADIENT(SparseDropoutWithReplacement);

}  // namespace
}  // namespace netdef
