// OneHotEncoder of ONNX: an axis more, with a 1 where the element is the category.
#include <functional>

#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

struct OneHotEncoderArgs {
  std::vector<int64_t> ints;
  std::vector<std::string> strings;
  int64_t zeros = 1;

  template <typename V>
  void Fields(V& v) {
    v("cats_int64s", ints, "The categories of numbers; or cats_strings.");
    v("cats_strings", strings, "The categories of strings.");
    v("zeros", zeros, "Not 0: what is in no category has zeros; else it is an error.");
    if constexpr (V::kReads) NETDEF_ENFORCE(ints.empty() != strings.empty(), "exactly one of cats_int64s and cats_strings must be given");
  }
};

using OneHotTypes = TypeList<float, double, int32_t, int64_t, std::string>;

class OneHotEncoderOp final : public KernelOperator<OneHotEncoderArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    NETDEF_ENFORCE((x.dtype() == DType::kString) == args_.ints.empty(), "[OneHotEncoder] the categories are ", args_.ints.empty() ? "strings" : "numbers", ", the elements of type ",
                   DTypeName(x.dtype()));
    DispatchTypes(OneHotTypes(), x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (std::is_same_v<T, std::string>) {
        Encode(x.data<T>(), args_.strings, std::equal_to<>());
      } else if constexpr (std::is_floating_point_v<T>) {
        Encode(x.data<T>(), args_.ints, [](T e, int64_t c) { return std::trunc(static_cast<double>(e)) == static_cast<double>(c); });
      } else {
        Encode(x.data<T>(), args_.ints, [](int64_t e, int64_t c) { return e == c; });
      }
    });
  }

 private:
  template <typename T, typename C, typename Same>
  void Encode(const T* x, const std::vector<C>& categories, const Same& same) {
    float* out = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      bool known = false;
      for (const C& category : categories) {
        const bool is = same(x[i], category);
        known |= is;
        *out++ = is ? 1.0f : 0.0f;
      }
      NETDEF_ENFORCE(known || args_.zeros != 0, "[OneHotEncoder] expected one of the categories, element ", i, " is ", x[i]);
    }
  }
};

ML_OPERATOR_SCHEMA(OneHotEncoder)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<OneHotEncoderArgs>()
    .Shape<OneHotEncoderArgs>([](const OneHotEncoderArgs& args, const ShapeInputs& in) {
      Dims dims = in[0].dims;
      dims.push_back(static_cast<int64_t>(std::max(args.ints.size(), args.strings.size())));
      return OneSpec(std::move(dims), DType::kFloat);
    })
    .SetDoc("Marks the category of each element.")
    .Input(0, "X", "Strings, or numbers, of which the whole part is taken.")
    .Output(0, "Y", "Float: X's dimensions and one of the number of categories.");

REGISTER_ML_OPERATOR(OneHotEncoder, OneHotEncoderOp);

}  // namespace
}  // namespace netdef
