// Bases of pointwise operators: a functor over n elements.
#pragma once

#include <utility>

#include "caffe2/core/operator.h"
#include "caffe2/utils/math.h"

namespace caffe2 {

using NumericTypes = TensorTypes<int32_t, int64_t, float, double>;
using IntTypes = TensorTypes<int32_t, int64_t>;
using BoolTypes = TensorTypes<bool>;
using IntBoolTypes = TensorTypes<int32_t, int64_t, bool>;

struct SameTypeAsInput {
  template <typename T>
  using type = T;
};
template <typename R>
struct FixedType {
  template <typename T>
  using type = R;
};

template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
class UnaryElementwiseWithArgsOp final : public Operator<Context> {
 public:
  USE_OPERATOR_FUNCTIONS(Context);
  UnaryElementwiseWithArgsOp(const OperatorDef& def, Workspace* ws) : Operator<Context>(def, ws), functor_(*this) {}

  bool RunOnDevice() override { return DispatchHelper<InputTypes>::call(this, Input(0)); }

  template <typename T>
  bool DoRunWithType() {
    using R = typename OutputTypeMap::template type<T>;
    const TensorCPU& x = Input(0);
    TensorCPU* y = Output(0, x.sizes(), at::dtype<R>());
    return Run(x, x.numel(), x.template data<T>(), y->template mutable_data<R>());
  }

 private:
  // The functors of 0.8 answered nothing, those of 1.x a bool.
  template <typename T, typename R>
  bool Run(const TensorCPU&, int64_t n, const T* x, R* y) {
    if constexpr (std::is_void_v<decltype(functor_(static_cast<int>(n), x, y, &context_))>) {
      functor_(static_cast<int>(n), x, y, &context_);
      return true;
    } else {
      return functor_(static_cast<int>(n), x, y, &context_);
    }
  }

  Functor functor_;
};

// For functors without arguments of the operator.
template <class Functor>
struct WithDefaultConstructor {
  explicit WithDefaultConstructor(OperatorBase& /*op*/) {}
  template <typename... Args>
  auto operator()(Args&&... args) {
    return functor(std::forward<Args>(args)...);
  }
  Functor functor;
};

template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
using UnaryElementwiseOp = UnaryElementwiseWithArgsOp<InputTypes, Context, WithDefaultConstructor<Functor>, OutputTypeMap>;

}  // namespace caffe2
