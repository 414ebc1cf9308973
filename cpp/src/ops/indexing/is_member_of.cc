// IsMemberOf: which elements are among given values.
#include <unordered_set>

#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

struct IsMemberOfArgs {
  std::vector<int64_t> ints;
  std::vector<std::string> strings;
  int dtype = 0;

  template <typename V>
  void Fields(V& v) {
    v("dtype", dtype, "Type of the values as in TensorProto.DataType: int32, int64, bool or string; by default that of the elements.");
    if constexpr (V::kReads) {
      if (v.raw().Has("value")) {
        if (!v.raw().template GetList<std::string>("value").empty()) {
          v("value", strings, "");
        } else if (v.raw().template GetList<float>("value").empty()) {
          v("value", ints, "");
        }
      }
      if (dtype == 0) return;
      const DType type = DTypeFromWire(dtype);
      NETDEF_ENFORCE(type == DType::kInt32 || type == DType::kInt64 || type == DType::kBool || type == DType::kString,
                     "[IsMemberOf] Unexpected 'dtype' argument value: ", dtype);
    } else {
      v("value", ints, "The values: a list of integers, or of strings.");
    }
  }
};

// Elements of another type than the values are members of nothing.
class IsMemberOfOp final : public KernelOperator<IsMemberOfArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t, bool, std::string>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    std::unordered_set<T> values;
    if (args_.dtype == 0 || DTypeFromWire(args_.dtype) == DTypeOf<T>::value) {
      if constexpr (std::is_same_v<T, std::string>) {
        values.insert(args_.strings.begin(), args_.strings.end());
      } else {
        for (int64_t value : args_.ints) {
          if (static_cast<int64_t>(static_cast<T>(value)) == value) values.insert(static_cast<T>(value));
        }
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
