// IsMemberOf: which elements are among given values.
#include <unordered_set>

#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

// The values, integers or strings by the type of the elements.
struct IsMemberOfArgs {
  std::vector<int64_t> ints;
  std::vector<std::string> strings;
  int dtype = 0;

  template <typename V>
  void Fields(V& v) {
    v("dtype", dtype, "Type of the values as in TensorProto.DataType; by default that of the elements.");
    if constexpr (V::kReads) {
      const bool text = v.raw().Has("value") && !v.raw().template GetList<std::string>("value").empty();
      if (text) {
        v("value", strings, "");
      } else {
        v("value", ints, "");
      }
    } else {
      v("value", ints, "The values: a list of integers, or of strings.");
    }
  }
};

class IsMemberOfOp final : public KernelOperator<IsMemberOfArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const DType dtype = Input(0).dtype();
    NETDEF_ENFORCE(args_.dtype == 0 || DTypeFromWire(args_.dtype) == dtype, "[IsMemberOf] dtype says ",
                   DTypeName(DTypeFromWire(args_.dtype)), ", the elements are ", DTypeName(dtype));
    DispatchTypes<int32_t, int64_t, bool, std::string>(dtype, [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    std::unordered_set<T> values;
    if constexpr (std::is_same_v<T, std::string>) {
      NETDEF_ENFORCE(args_.ints.empty(), "[IsMemberOf] the elements are strings, the values integers");
      values.insert(args_.strings.begin(), args_.strings.end());
    } else {
      NETDEF_ENFORCE(args_.strings.empty(), "[IsMemberOf] the elements are ", DTypeName(DTypeOf<T>::value), ", the values strings");
      for (int64_t value : args_.ints) {
        if (static_cast<int64_t>(static_cast<T>(value)) == value) values.insert(static_cast<T>(value));
      }
    }
    const T* x = Input(0).data<T>();
    bool* y = Output(0)->mutable_data<bool>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) y[i] = values.count(x[i]) != 0;
  }
};

OPERATOR_SCHEMA(IsMemberOf)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<IsMemberOfArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{TensorSpec(in[0].dims, DType::kBool)}; })
    .SetDoc("Tells which elements are among given values.")
    .Input(0, "X", "Int32, int64, bool or strings, of any shape.")
    .Output(0, "Y", "Bool, the same shape.");

REGISTER_CPU_OPERATOR(IsMemberOf, IsMemberOfOp);
SHOULD_NOT_DO_GRADIENT(IsMemberOf);

}  // namespace
}  // namespace netdef
