// What the arithmetic operators of two inputs share.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "netdef/broadcast.h"

namespace netdef {

// Integer arithmetic that wraps around instead of being undefined; plain arithmetic for floats.
template <typename T>
T AddWrapped(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
  } else {
    return a + b;
  }
}

template <typename T>
T SubWrapped(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(a) - static_cast<U>(b));
  } else {
    return a - b;
  }
}

template <typename T>
T MulWrapped(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
  } else {
    return a * b;
  }
}

// (dC, A, B) -> (dA, dB), where Fn::A(dc, a, b) and Fn::B(dc, a, b) are what one element of C adds
// to the gradients of the elements it was made of.
template <typename Fn, typename Types>
class BroadcastGradientOp final : public KernelOperator<BroadcastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = BroadcastPlan(args_, Input(1).dims(), Input(2).dims());
    NETDEF_ENFORCE_EQ(Input(0).numel(), plan_.size(), "[", type(), "] dC must have the shape of the result");
  }

  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dc = Input(0).data<T>();
      const T* a = Input(1).data<T>();
      const T* b = Input(2).data<T>();
      const auto gradient_a = [&] {
        BroadcastSum<Operand::kA>(plan_, Output(0)->mutable_data<T>(), [dc, a, b](int64_t ic, int64_t ia, int64_t ib) {
          return Fn::A(dc[ic], a[ia], b[ib]);
        });
      };
      const auto gradient_b = [&] {
        BroadcastSum<Operand::kB>(plan_, Output(1)->mutable_data<T>(), [dc, a, b](int64_t ic, int64_t ia, int64_t ib) {
          return Fn::B(dc[ic], a[ia], b[ib]);
        });
      };
      // What is in place of dC is written last.
      if (IsInputOutputAlias(0, 0)) {
        gradient_b();
        gradient_a();
      } else {
        gradient_a();
        gradient_b();
      }
    });
  }

 private:
  BroadcastPlan plan_;
};

// Schema of the gradient of an operator with inputs A and B.
inline void BroadcastGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(2)
      .AllowInplace({{0, 0}, {0, 1}})
      .Args<BroadcastArgs>()
      .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{in[1], in[2]}; })
      .Input(0, "dC", "Gradient of C.")
      .Input(1, "A", "First operand.")
      .Input(2, "B", "Second operand.")
      .Output(0, "dA", "Gradient of A.")
      .Output(1, "dB", "Gradient of B.");
}

}  // namespace netdef
