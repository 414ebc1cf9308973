// LabelEncoder of ONNX: each element replaced by the value that a table has for it.
#include <map>

#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

// A column of the table, given as a tensor or a list of one of three types.
struct Column {
  Tensor values;

  template <typename V>
  void Fields(V& v, const std::string& name) {
    std::vector<float> floats;
    std::vector<int64_t> ints;
    std::vector<std::string> strings;
    const std::string tensor = name + "_tensor", of_floats = name + "_floats", of_ints = name + "_int64s", of_strings = name + "_strings";
    v(tensor.c_str(), values, "The table as a tensor, 1-D; or one of the following.");
    v(of_floats.c_str(), floats, "The table as floats.");
    v(of_ints.c_str(), ints, "The table as integers.");
    v(of_strings.c_str(), strings, "The table as strings.");
    if constexpr (V::kReads) {
      Use(floats);
      Use(ints);
      Use(strings);
      NETDEF_ENFORCE(values.dtype() != DType::kUndefined, "the table lacks its ", name);
    }
  }

 private:
  template <typename T>
  void Use(const std::vector<T>& items) {
    if (items.empty()) return;
    NETDEF_ENFORCE(values.dtype() == DType::kUndefined, "a column of the table is given twice");
    values = Tensor({static_cast<int64_t>(items.size())}, DTypeOf<T>::value);
    std::copy(items.begin(), items.end(), values.mutable_data<T>());
  }
};

struct LabelEncoderArgs {
  Column keys, values;
  Tensor default_tensor;
  float default_float = -0.0f;
  int64_t default_int64 = -1;
  std::string default_string = "_Unused";

  template <typename V>
  void Fields(V& v) {
    keys.Fields(v, "keys");
    values.Fields(v, "values");
    v("default_tensor", default_tensor, "Value of what is not in the table, one element; or one of the following.");
    v("default_float", default_float, "Likewise.");
    v("default_int64", default_int64, "Likewise.");
    v("default_string", default_string, "Likewise.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_EQ(keys.values.numel(), values.values.numel(), "the table needs as many keys as values");
      NETDEF_ENFORCE(default_tensor.dtype() == DType::kUndefined || (default_tensor.dtype() == values.values.dtype() && default_tensor.numel() == 1),
                     "default_tensor must be one element of the type of the values");
    }
  }
};

using LabelTypes = TypeList<float, double, int16_t, int32_t, int64_t, std::string>;

// NaN is a key like others, and 0 is -0.
template <typename T>
struct KeyLess {
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (a != a || b != b) return a == a && b != b;
    }
    return a < b;
  }
};

class LabelEncoderOp final : public KernelOperator<LabelEncoderArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE(Input(0).dtype() == args_.keys.values.dtype(), "[LabelEncoder] the keys are of type ", DTypeName(args_.keys.values.dtype()), ", the elements of type ",
                   DTypeName(Input(0).dtype()));
    DispatchTypes(LabelTypes(), Input(0).dtype(), [&](auto from) {
      using K = decltype(from);
      std::map<K, int64_t, KeyLess<K>> places;
      for (int64_t i = 0; i < args_.keys.values.numel(); ++i) places.emplace(args_.keys.values.data<K>()[i], i);
      DispatchTypes(LabelTypes(), args_.values.values.dtype(), [&](auto to) {
        using R = decltype(to);
        const K* x = Input(0).data<K>();
        R* y = Output(0)->mutable_data<R>();
        const R fallback = Default<R>();
        for (int64_t i = 0; i < Input(0).numel(); ++i) {
          const auto found = places.find(x[i]);
          y[i] = found == places.end() ? fallback : args_.values.values.data<R>()[found->second];
        }
      });
    });
  }

 private:
  template <typename R>
  R Default() const {
    if (args_.default_tensor.dtype() != DType::kUndefined) return *args_.default_tensor.data<R>();
    if constexpr (std::is_same_v<R, std::string>) {
      return args_.default_string;
    } else if constexpr (std::is_floating_point_v<R>) {
      return static_cast<R>(args_.default_float);
    } else {
      return static_cast<R>(args_.default_int64);
    }
  }
};

ML_OPERATOR_SCHEMA(LabelEncoder)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<LabelEncoderArgs>()
    .Shape<LabelEncoderArgs>([](const LabelEncoderArgs& args, const ShapeInputs& in) { return OneSpec(in[0].dims, args.values.values.dtype()); })
    .SetDoc("Looks elements up in a table.")
    .Input(0, "X", "Numbers or strings, of the type of the keys.")
    .Output(0, "Y", "The values, shaped like X.");

REGISTER_ML_OPERATOR(LabelEncoder, LabelEncoderOp);

}  // namespace
}  // namespace netdef
