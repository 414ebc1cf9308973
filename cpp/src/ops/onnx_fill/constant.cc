// Constant of ONNX: a tensor that the definition holds.
#include <algorithm>

#include "netdef/onnx_operator.h"

namespace netdef {
namespace {

struct ConstantArgs {
  Tensor value;

  template <typename V>
  void Fields(V& v) {
    float f = 0;
    int64_t i = 0;
    std::string s;
    std::vector<float> floats;
    std::vector<int64_t> ints;
    std::vector<std::string> strings;
    v("value", value, "The tensor; or one of the following.");
    v("value_float", f, "A float scalar.");
    v("value_int", i, "An int64 scalar.");
    v("value_string", s, "A string scalar.");
    v("value_floats", floats, "A 1-D float tensor.");
    v("value_ints", ints, "A 1-D int64 tensor.");
    v("value_strings", strings, "A 1-D string tensor.");
    if constexpr (V::kReads) {
      const Arguments& raw = v.raw();
      int given = raw.Has("value");
      const auto use = [&](const char* name, const auto* items, int64_t n, const Dims& dims) {
        if (!raw.Has(name)) return;
        ++given;
        using T = std::decay_t<decltype(*items)>;
        value = Tensor(dims, DTypeOf<T>::value);
        std::copy(items, items + n, value.mutable_data<T>());
      };
      use("value_float", &f, 1, {});
      use("value_int", &i, 1, {});
      use("value_string", &s, 1, {});
      use("value_floats", floats.data(), Count(floats), {Count(floats)});
      use("value_ints", ints.data(), Count(ints), {Count(ints)});
      use("value_strings", strings.data(), Count(strings), {Count(strings)});
      NETDEF_ENFORCE_EQ(given, 1, "exactly one of the arguments value, value_float ... must be given");
    }
  }

 private:
  template <typename T>
  static int64_t Count(const std::vector<T>& items) {
    return static_cast<int64_t>(items.size());
  }
};

class ConstantOp final : public KernelOperator<ConstantArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { Output(0)->CopyFrom(args_.value); }
};

ONNX_OPERATOR_SCHEMA(Constant)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<ConstantArgs>()
    .Shape<ConstantArgs>([](const ConstantArgs& args, const ShapeInputs&) { return OneSpec(args.value.dims(), args.value.dtype()); })
    .SetDoc("A tensor that the definition holds.")
    .Output(0, "output", "The tensor.");

REGISTER_ONNX_OPERATOR(Constant, ConstantOp);

}  // namespace
}  // namespace netdef
