// What the arithmetic operators of two inputs share.
#pragma once

#include <algorithm>
#include <type_traits>
#include <vector>

#include "netdef/broadcast.h"
#include "netdef/wrapped.h"

namespace netdef {

// Y = fn(... fn(fn(X0, X1), X2) ..., Xn), then Fn::Last(y, number of inputs); all of one shape.
struct PlainFold {
  template <typename T>
  static T Last(T y, int /*inputs*/) {
    return y;
  }
};

template <typename Fn, typename Types>
class FoldOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      inputs_.clear();
      for (int i = 0; i < InputSize(); ++i) inputs_.push_back(Input(i).data<T>());
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, Input(0).numel(), kPointwiseGrain / InputSize(), [&](int64_t begin, int64_t end) {
        for (int64_t b = begin; b < end; b += kBlock) Fold(b, std::min(b + kBlock, end), y);
      });
    });
  }

 private:
  static constexpr int64_t kBlock = 4096;  // elements of Y that stay in the first cache while all inputs pass by

  template <typename T>
  void Fold(int64_t begin, int64_t end, T* y) const {
    const Fn fn{};
    const int inputs = InputSize();
    const T* first = static_cast<const T*>(inputs_[0]);
    if (inputs == 1) {
      for (int64_t i = begin; i < end; ++i) y[i] = Fn::Last(first[i], 1);
      return;
    }
    for (int k = 1; k < inputs; ++k) {
      const T* a = k == 1 ? first : y;
      const T* x = static_cast<const T*>(inputs_[static_cast<size_t>(k)]);
      if (k + 1 < inputs) {
#pragma omp simd
        for (int64_t i = begin; i < end; ++i) y[i] = fn(a[i], x[i]);
      } else {
#pragma omp simd
        for (int64_t i = begin; i < end; ++i) y[i] = Fn::Last(fn(a[i], x[i]), inputs);
      }
    }
  }

  std::vector<const void*> inputs_;
};

// Schema of such operators: Y is shaped like the inputs, which agree.
inline void FoldSchema(OpSchema& schema) {
  schema.NumInputs(1, OpSchema::kMany)
      .NumOutputs(1)
      .AllowInplace({{0, 0}})
      .Shape([](const ShapeInputs& in) {
        for (size_t i = 1; i < in.size(); ++i) {
          NETDEF_ENFORCE(in[i].dims == in[0].dims, "Dimension mismatch: input ", i, " has shape [",
                         DimsString(in[i].dims), "], input 0 has [", DimsString(in[0].dims), "]");
        }
        return std::vector<TensorSpec>{in[0]};
      })
      .Input(0, "X0, X1, ...", "Tensors of one shape and type.")
      .Output(0, "Y", "Shape and type of the inputs.");
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
