// Imputer of ONNX: a certain value replaced, feature by feature.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct ImputerArgs {
  std::vector<float> imputed_value_floats;
  std::vector<int64_t> imputed_value_int64s;
  float replaced_value_float = 0;
  int64_t replaced_value_int64 = 0;

  template <typename V>
  void Fields(V& v) {
    v("imputed_value_floats", imputed_value_floats, "What is put in place: one value, or one for each feature.");
    v("imputed_value_int64s", imputed_value_int64s, "Likewise, of integers.");
    v("replaced_value_float", replaced_value_float, "The value that is replaced; NaN too.");
    v("replaced_value_int64", replaced_value_int64, "Likewise, of integers.");
  }
};

class ImputerOp final : public KernelOperator<ImputerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, int64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (std::is_same_v<T, float>) {
        Run(args_.imputed_value_floats, args_.replaced_value_float);
      } else {
        Run(args_.imputed_value_int64s, args_.replaced_value_int64);
      }
    });
  }

 private:
  template <typename T>
  void Run(const std::vector<T>& values, T replaced) {
    const auto features = static_cast<size_t>(FeatureDims(Input(0).dims()).features);
    NETDEF_ENFORCE(values.size() == 1 || values.size() == features, "[Imputer] expected one value, or one for each of ", features, " features, got ", values.size());
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    for (size_t i = 0; i < static_cast<size_t>(Input(0).numel()); ++i) {
      const bool hit = x[i] == replaced || (replaced != replaced && x[i] != x[i]);
      y[i] = hit ? values[values.size() == 1 ? 0 : i % features] : x[i];
    }
  }
};

ML_OPERATOR_SCHEMA(Imputer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ImputerArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Replaces a value.")
    .Input(0, "X", "[N, C] or [C], float or int64.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_ML_OPERATOR(Imputer, ImputerOp);

}  // namespace
}  // namespace netdef
