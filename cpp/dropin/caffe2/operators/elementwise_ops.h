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

namespace internal {

// Functors are made from the operator, whose arguments they read, or from nothing.
template <class Functor>
Functor MakeFunctor(OperatorBase& op) {
  if constexpr (std::is_constructible_v<Functor, OperatorBase&>) {
    return Functor(op);
  } else {
    return Functor();
  }
}

// What a call answers; those of 0.8 answered nothing.
template <typename Call>
bool Answer(Call call) {
  if constexpr (std::is_void_v<decltype(call())>) {
    call();
    return true;
  } else {
    return call();
  }
}

// Functors of 1.x take both shapes, those of 0.8 one loop or another.
template <class Functor, typename T, typename R, class Context, typename = void>
struct TakesShapes : std::false_type {};
template <class Functor, typename T, typename R, class Context>
struct TakesShapes<Functor, T, R, Context,
                   std::void_t<decltype(std::declval<Functor&>().Forward(std::declval<const vector<int>&>(), std::declval<const vector<int>&>(),
                                                                         std::declval<const T*>(), std::declval<const T*>(), std::declval<R*>(),
                                                                         std::declval<Context*>()))>> : std::true_type {};

}  // namespace internal

// functor(n, x, y, context)
template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
class UnaryElementwiseWithArgsOp : public Operator<Context> {
 public:
  USE_OPERATOR_FUNCTIONS(Context);
  UnaryElementwiseWithArgsOp(const OperatorDef& def, Workspace* ws)
      : Operator<Context>(def, ws), functor_(internal::MakeFunctor<Functor>(*this)) {}

  bool RunOnDevice() override { return DispatchHelper<InputTypes>::call(this, Input(0)); }

  template <typename T>
  bool DoRunWithType() {
    using R = typename OutputTypeMap::template type<T>;
    const TensorCPU& x = Input(0);
    const T* from = x.template data<T>();
    R* to = Output(0, x.sizes(), at::dtype<R>())->template mutable_data<R>();
    return internal::Answer([&] { return functor_(static_cast<int>(x.numel()), from, to, &context_); });
  }

 protected:
  Functor functor_;
};

template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
using UnaryElementwiseOp = UnaryElementwiseWithArgsOp<InputTypes, Context, Functor, OutputTypeMap>;

// C = functor of A and B. Broadcasting is ONNX's for functors of 1.x without the argument `broadcast`; with it B's dimensions are
// those of A from `axis` on, by default the last.
template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
class BinaryElementwiseWithArgsOp : public Operator<Context> {
 public:
  USE_OPERATOR_FUNCTIONS(Context);
  BinaryElementwiseWithArgsOp(const OperatorDef& def, Workspace* ws)
      : Operator<Context>(def, ws),
        broadcast_(this->template GetSingleArgument<bool>("broadcast", false)),
        axis_(this->template GetSingleArgument<int>("axis", -1)),
        functor_(internal::MakeFunctor<Functor>(*this)) {
    const string axis = this->template GetSingleArgument<string>("axis_str", ""), order = this->template GetSingleArgument<string>("order", "NCHW");
    CAFFE_ENFORCE(broadcast_ || (axis_ == -1 && axis.empty()), "Do not specify axis or axis_str if broadcast is not enabled.");
    CAFFE_ENFORCE(axis.empty() || axis_ == -1, "Args axis and axis_str cannot be used simultaneously.");
    if (axis.empty()) return;
    CAFFE_ENFORCE(axis.size() == 1 && order.find(axis) != string::npos, "Unrecognizable axis string ", axis, " from order string ", order);
    axis_ = static_cast<int>(order.find(axis));
  }

  bool RunOnDevice() override { return DispatchHelper<InputTypes>::call(this, Input(0)); }

  template <typename T>
  bool DoRunWithType() {
    using R = typename OutputTypeMap::template type<T>;
    const TensorCPU &a = Input(0), &b = Input(1);
    if constexpr (internal::TakesShapes<Functor, T, R, Context>::value) {
      vector<int> a_dims(a.dims().begin(), a.dims().end()), b_dims(b.dims().begin(), b.dims().end()), c_dims;
      if (broadcast_) {
        c_dims = a_dims;
        const Sizes sizes = LegacySizes(a, b);
        a_dims = {static_cast<int>(sizes.before), static_cast<int>(sizes.both), static_cast<int>(sizes.after)};
        b_dims = {static_cast<int>(sizes.both), 1};
      } else {
        const size_t ndim = std::max(a_dims.size(), b_dims.size());
        vector<int> a_all(ndim), b_all(ndim);
        c_dims.resize(ndim);
        math::utils::ComputeBroadcastBinaryOpDims(a.dim(), a_dims.data(), b.dim(), b_dims.data(), a_all.data(), b_all.data(), c_dims.data());
      }
      const T *from_a = a.template data<T>(), *from_b = b.template data<T>();
      R* to = Output(0, vector<int64_t>(c_dims.begin(), c_dims.end()), at::dtype<R>())->template mutable_data<R>();
      return functor_.Forward(a_dims, b_dims, from_a, from_b, to, &context_);
    } else {
      TensorCPU* c = Output(0);
      CAFFE_ENFORCE(&b != c || !broadcast_, "In-place is allowed only with the first tensor when broadcasting");
      const Sizes sizes = broadcast_ ? LegacySizes(a, b) : Sizes{};
      CAFFE_ENFORCE(broadcast_ || a.dims() == b.dims(), "Dimension mismatch - did you forget to set broadcast=1?");
      c->ResizeLike(a);
      const T *from_a = a.template data<T>(), *from_b = b.template data<T>();
      R* to = c->template mutable_data<R>();
      if (!broadcast_) {
        functor_.template Run<false>(static_cast<size_t>(a.numel()), from_a, from_b, to, &context_);
      } else if (b.numel() == 1) {
        functor_.template Run<true>(static_cast<size_t>(a.numel()), from_a, from_b, to, &context_);
      } else if (sizes.after == 1) {
        functor_.RunWithBroadcast(from_a, from_b, to, sizes.before, sizes.both, &context_);
      } else {
        functor_.RunWithBroadcast2(from_a, from_b, to, sizes.before, sizes.both, sizes.after, &context_);
      }
      return true;
    }
  }

 private:
  // Elements of A before the dimensions that B has too, in them and after.
  struct Sizes {
    size_t before = 1, both = 1, after = 1;
  };
  Sizes LegacySizes(const TensorCPU& a, const TensorCPU& b) const {
    if (b.numel() == 1) return {static_cast<size_t>(a.numel()), 1, 1};
    const int axis = axis_ == -1 ? a.dim() - b.dim() : axis_;
    CAFFE_ENFORCE(axis >= 0 && axis + b.dim() <= a.dim(), "Broadcast axis ", axis, " for ", b.dim(), " of ", a.dim(), " dimensions");
    for (int i = 0; i < b.dim(); ++i) CAFFE_ENFORCE_EQ(a.dim(axis + i), b.dim(i), "Broadcast dimension mismatch.");
    return {static_cast<size_t>(a.size_to_dim(axis)), static_cast<size_t>(b.numel()), static_cast<size_t>(a.size_from_dim(axis + b.dim()))};
  }

  bool broadcast_;
  int axis_;
  Functor functor_;
};

template <typename InputTypes, class Context, class Functor, class OutputTypeMap = SameTypeAsInput>
using BinaryElementwiseOp = BinaryElementwiseWithArgsOp<InputTypes, Context, Functor, OutputTypeMap>;

// A functor without arguments of the operator, as one that is made from it.
template <class Functor>
struct WithDefaultConstructor {
  explicit WithDefaultConstructor(OperatorBase& /*op*/) {}
  template <typename... Args>
  auto operator()(Args&&... args) {
    return functor(std::forward<Args>(args)...);
  }
  template <typename... Args>
  auto Forward(Args&&... args) -> decltype(std::declval<Functor&>().Forward(std::forward<Args>(args)...)) {
    return functor.Forward(std::forward<Args>(args)...);
  }
  Functor functor;
};
template <class Functor>
using UnaryFunctorWithDefaultCtor = WithDefaultConstructor<Functor>;
template <class Functor>
using BinaryFunctorWithDefaultCtor = WithDefaultConstructor<Functor>;

// For 0.8's functors with one loop, Run(n, a, b, c, context), and no broadcasting.
template <class Functor>
struct WithoutBroadcast {
  template <bool b_is_scalar, typename T, typename R, class Context>
  void Run(size_t n, const T* a, const T* b, R* c, Context* context) {
    if (b_is_scalar) CAFFE_THROW("Broadcast not supported.");
    Functor().Run(n, a, b, c, context);
  }
  template <typename T, typename R, class Context>
  void RunWithBroadcast(const T*, const T*, R*, size_t, size_t, Context*) {
    CAFFE_NOT_IMPLEMENTED;
  }
  template <typename T, typename R, class Context>
  void RunWithBroadcast2(const T*, const T*, R*, size_t, size_t, size_t, Context*) {
    CAFFE_NOT_IMPLEMENTED;
  }
};

}  // namespace caffe2
