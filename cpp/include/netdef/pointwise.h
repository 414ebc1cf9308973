// Operators that compute every output element from the elements at the same place of their inputs.
//
// A formula is a functor called with one element of each input, in the operator's order, and the
// arguments; the operator is one line:
//
//   struct LeakyRelu {
//     template <typename T>
//     T operator()(T x, const LeakyReluArgs& args) const { return x >= 0 ? x : args.alpha * x; }
//   };
//   REGISTER_CPU_OPERATOR(LeakyRelu, UnaryOp<LeakyRelu, LeakyReluArgs>);
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "netdef/export.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {

template <typename... T>
struct TypeList {};
using FloatTypes = TypeList<float, double>;
using IntTypes = TypeList<int32_t, int64_t>;
using NumericTypes = TypeList<float, double, int32_t, int64_t>;
using NumericBoolTypes = TypeList<float, double, int32_t, int64_t, bool>;

template <typename... Types, typename Fn>
void DispatchTypes(TypeList<Types...>, DType dtype, Fn&& fn) {
  DispatchTypes<Types...>(dtype, std::forward<Fn>(fn));
}

// Elements below which a thread costs more than it saves. A formula with transcendental functions
// derives from CostlyFormula.
constexpr int64_t kPointwiseGrain = 32768;
struct CostlyFormula {
  static constexpr int64_t kGrain = 4096;
};

namespace internal {

template <typename Fn, typename = void>
struct GrainOf {
  static constexpr int64_t value = kPointwiseGrain;
};
template <typename Fn>
struct GrainOf<Fn, std::void_t<decltype(Fn::kGrain)>> {
  static constexpr int64_t value = Fn::kGrain;
};

// `omp simd` promises what in-place operators need anyway: element i depends on elements i only.
template <typename R, typename Fn, typename Args, typename... T>
NETDEF_SIMD void MapRange(int64_t begin, int64_t end, R* out, const Fn fn, const Args args, const T*... in) {
#pragma omp simd
  for (int64_t i = begin; i < end; ++i) out[i] = fn(in[i]..., args);
}

}  // namespace internal

// out[i] = fn(in[i]..., args) for n elements; out may be one of the inputs.
template <typename R, typename Fn, typename Args, typename... T>
void MapElements(int64_t n, R* out, const Fn& fn, const Args& args, const T*... in) {
  ParallelFor(0, n, internal::GrainOf<Fn>::value,
              [&](int64_t begin, int64_t end) { internal::MapRange(begin, end, out, fn, args, in...); });
}

// Inputs 0 .. kInputs-1 have the same number of elements and one element type; output 0 gets what
// the functor returns.
template <typename Fn, typename Args, typename Types, size_t kInputs>
class MapOp : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(Types(), this->Input(0).dtype(), [&](auto zero) {
      Run<decltype(zero)>(std::make_index_sequence<kInputs>());
    });
  }

 private:
  template <typename T, size_t... I>
  void Run(std::index_sequence<I...>) {
    const int64_t n = this->Input(0).numel();
    for (size_t i = 1; i < kInputs; ++i) {
      const Tensor& input = this->Input(static_cast<int>(i));
      NETDEF_ENFORCE_EQ(input.numel(), n, "[", this->type(), "] inputs 0 and ", i,
                        " must have the same size, Dimension mismatch");
    }
    const Fn fn{};
    using R = std::decay_t<decltype(fn((static_cast<void>(I), T())..., this->args_))>;
    MapElements(n, this->Output(0)->template mutable_data<R>(), fn, this->args_,
                this->Input(static_cast<int>(I)).template data<T>()...);
  }
};

template <typename Fn, typename Args = NoArgs, typename Types = FloatTypes>
using UnaryOp = MapOp<Fn, Args, Types, 1>;
template <typename Fn, typename Args = NoArgs, typename Types = FloatTypes>
using BinaryMapOp = MapOp<Fn, Args, Types, 2>;
template <typename Fn, typename Args = NoArgs, typename Types = FloatTypes>
using TernaryMapOp = MapOp<Fn, Args, Types, 3>;

// What the schemas of such operators have in common, for OpSchema::FillUsing: X -> Y of the same
// shape and type ...
NETDEF_API void PointwiseSchema(OpSchema& schema);
// ... and the gradient operator of `type`, with inputs among X, Y and dY; dX is shaped like the first.
NETDEF_API std::function<void(OpSchema&)> PointwiseGradientSchema(std::string type,
                                                                  std::initializer_list<const char*> inputs);

}  // namespace netdef
