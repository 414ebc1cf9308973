// Range: start, start + step, start + 2 * step, ... as long as it lies before stop.
#include <cmath>

#include "netdef/pointwise.h"
#include "netdef/wrapped.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

template <typename T>
struct Bounds {
  T start = 0, stop = 0, step = 1;
};

// (stop), (start, stop) or (start, stop, step)
template <typename T>
Bounds<T> GetBounds(const std::vector<const Tensor*>& inputs) {
  const auto value = [&](size_t i) { return *inputs[i]->data<T>(); };
  Bounds<T> bounds;
  bounds.stop = value(inputs.size() == 1 ? 0 : 1);
  if (inputs.size() > 1) bounds.start = value(0);
  if (inputs.size() > 2) bounds.step = value(2);
  NETDEF_ENFORCE_NE(bounds.step, T(0), "Step size cannot be 0.");
  return bounds;
}

template <typename T>
int64_t Length(const Bounds<T>& b) {
  if (b.step > 0 ? b.stop <= b.start : b.stop >= b.start) return 0;
  if constexpr (std::is_integral_v<T>) {
    // Without their signs distance and step fit whatever the bounds are.
    const bool up = b.step > 0;
    const auto bits = [](T x) { return static_cast<uint64_t>(static_cast<int64_t>(x)); };
    const uint64_t distance = up ? bits(b.stop) - bits(b.start) : bits(b.start) - bits(b.stop), step = up ? bits(b.step) : 0 - bits(b.step);
    const uint64_t n = (distance - 1) / step + 1;
    NETDEF_ENFORCE(n <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()), "the range is too long");
    return static_cast<int64_t>(n);
  } else {
    const double n = std::ceil((static_cast<double>(b.stop) - b.start) / b.step);
    NETDEF_ENFORCE(n < 9e15, "the range is too long: ", n, " elements");
    return static_cast<int64_t>(n);
  }
}

template <typename T>
T At(const Bounds<T>& b, int64_t i) {
  if constexpr (std::is_integral_v<T>) {  // i * step alone may not fit
    return static_cast<T>(AddWrapped<int64_t>(b.start, MulWrapped<int64_t>(i, b.step)));
  } else {
    return b.start + static_cast<T>(i) * b.step;
  }
}

std::vector<TensorSpec> RangeShape(const ShapeInputs& in) {
  std::vector<const Tensor*> values;
  for (size_t i = 0; i < in.size(); ++i) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), 1, "All inputs must be scalar/1D tensor of one element");
    values.push_back(in.value(i));
    if (values.back() == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  }
  int64_t n = 0;
  DispatchTypes(NumericTypes(), in[0].dtype, [&](auto zero) { n = Length(GetBounds<decltype(zero)>(values)); });
  return {{{n}, in[0].dtype}};
}

class RangeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    std::vector<const Tensor*> inputs;
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(&Input(i));
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const Bounds<T> bounds = GetBounds<T>(inputs);
      T* y = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Output(0)->numel(); ++i) y[i] = At(bounds, i);
    });
  }
};

OPERATOR_SCHEMA(Range)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .Shape(RangeShape)
    .SetDoc("Numbers from start up to, but not including, stop at equal distances.\n\n"
            "Takes (stop), (start, stop) or (start, stop, step), each one number.")
    .Input(0, "start", "First number, 0 where there is one input only, which is stop then.")
    .Input(1, "stop", "The numbers lie before it.")
    .Input(2, "step", "Distance, 1 by default; may be negative, but not 0.")
    .Output(0, "Y", "Vector of the type of the inputs.");

REGISTER_CPU_OPERATOR(Range, RangeOp);
NO_GRADIENT(Range);

}  // namespace
}  // namespace netdef
