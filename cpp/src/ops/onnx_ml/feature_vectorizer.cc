// FeatureVectorizer of ONNX: features beside each other, of each input a given number.
#include <climits>
#include <limits>

#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct FeatureVectorizerArgs {
  std::vector<int64_t> inputdimensions;

  template <typename V>
  void Fields(V& v) {
    v.Required("inputdimensions", inputdimensions, "Features of each input: what it has more is left out, what it lacks is 0.");
    if constexpr (V::kReads) {
      for (int64_t n : inputdimensions) NETDEF_ENFORCE(n >= 0, "inputdimensions must not be negative, got ", n);
    }
  }
};

class FeatureVectorizerOp final : public KernelOperator<FeatureVectorizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Output(0)->dims()[0], width = Output(0)->dims()[1];
    float* out = Output(0)->mutable_data<float>();
    std::fill_n(out, rows * width, 0.0f);
    for (int i = 0; i < InputSize(); ++i) {
      const int64_t given = FeatureDims(Input(i).dims()).features, taken = args_.inputdimensions[static_cast<size_t>(i)];
      DispatchTypes(MlTypes(), Input(i).dtype(), [&](auto zero) {
        using T = decltype(zero);
        const T* x = Input(i).data<T>();
        for (int64_t r = 0; r < rows; ++r) {
          for (int64_t f = 0; f < std::min(given, taken); ++f) out[r * width + f] = static_cast<float>(x[r * given + f]);
        }
      });
      out += taken;
    }
  }
};

ML_OPERATOR_SCHEMA(FeatureVectorizer)
    .NumInputs(1, INT_MAX)
    .NumOutputs(1)
    .Args<FeatureVectorizerArgs>()
    .Shape<FeatureVectorizerArgs>([](const FeatureVectorizerArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(args.inputdimensions.size(), in.size(), "[FeatureVectorizer] inputdimensions needs a number for each input");
      const int64_t rows = FeatureDims(in[0].dims).rows;
      int64_t width = 0;
      for (size_t i = 0; i < in.size(); ++i) {
        const int64_t more = FeatureDims(in[i].dims).rows;
        NETDEF_ENFORCE(more == rows, "[FeatureVectorizer] input ", i, " has ", more, " rows, the first ", rows);
        NETDEF_ENFORCE(args.inputdimensions[i] <= std::numeric_limits<int64_t>::max() - width, "[FeatureVectorizer] inputdimensions are too large");
        width += args.inputdimensions[i];
      }
      return OneSpec({rows, width}, DType::kFloat);
    })
    .SetDoc("Concatenates features.")
    .Input(0, "X", "One or more inputs: [N, C], or [C], which is one row.")
    .Output(0, "Y", "Float [N, sum of inputdimensions].");

REGISTER_ML_OPERATOR(FeatureVectorizer, FeatureVectorizerOp);

}  // namespace
}  // namespace netdef
