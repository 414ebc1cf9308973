// What the element by element operators share.
#pragma once

#include <type_traits>
#include <vector>

#include "netdef/broadcast.h"
#include "netdef/onnx_operator.h"
#include "netdef/vector_math.h"
#include "netdef/wrapped.h"

namespace netdef {
inline namespace onnx_math {  // other families have things of the same names

// Compiled for the vector units of several machines; for rarer types that would not be worth its compile time.
template <typename T>
constexpr bool kIsHotType = std::is_same_v<T, float> || std::is_same_v<T, int64_t>;

template <typename T, typename R, typename Fn>
void MapBroadcast(const BroadcastPlan& plan, const T* a, const T* b, R* c, const Fn& fn) {
  if constexpr (kIsHotType<T>) {
    BroadcastMap(plan, a, b, c, fn);
  } else {
    const int64_t step_a = plan.inner().a, step_b = plan.inner().b;
    ParallelFor(0, plan.size(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
      plan.Walk(begin, end, [&](int64_t ic, int64_t ia, int64_t ib, int64_t n) {
        for (int64_t i = 0; i < n; ++i) c[ic + i] = fn(a[ia + i * step_a], b[ib + i * step_b]);
      });
    });
  }
}

// C = fn(A, B) with numpy's broadcasting; C is of A's type, or of bools where fn gives such.
template <typename Fn, typename Types>
class OnnxBinaryOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void Prepare() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype(), "[", type(), "] A and B must be of one type, got ",
                   DTypeName(Input(0).dtype()), " and ", DTypeName(Input(1).dtype()));
    plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims());
  }

  void ComputeWide() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      using R = std::decay_t<decltype(Fn()(T(), T()))>;
      MapBroadcast(plan_, Input(0).data<T>(), Input(1).data<T>(), Output(0)->mutable_data<R>(), Fn());
    });
  }

 private:
  BroadcastPlan plan_;
};

// Y = fn(... fn(X0, X1) ..., Xn) with broadcasting.
template <typename Fn, typename Types = AllNumericTypes>
class OnnxFoldOp final : public WidenedOperator<> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      Tensor* y = Output(0);
      T* out = y->mutable_data<T>();
      for (int i = 0; i < InputSize(); ++i) {
        NETDEF_ENFORCE(i == 0 || !IsInputOutputAlias(i, 0), "[", type(), "] only input 0 may be computed in-place");
        const BroadcastPlan plan(y->dims(), Input(i).dims());
        if (i == 0) {
          MapBroadcast(plan, out, Input(i).data<T>(), out, [](T, T x) { return x; });
        } else {
          MapBroadcast(plan, out, Input(i).data<T>(), out, Fn());
        }
      }
      if constexpr (Fn::kMean) {
        const T n = static_cast<T>(InputSize());
        for (int64_t i = 0; i < y->numel(); ++i) out[i] = static_cast<T>(out[i] / n);
      }
    });
  }
};

inline std::vector<TensorSpec> BroadcastShape(const ShapeInputs& in, DType dtype) {
  Dims dims = in[0].dims;
  for (size_t i = 1; i < in.size(); ++i) dims = BroadcastPlan::ResultDims(dims, in[i].dims);
  return OneSpec(std::move(dims), dtype);
}

inline void OnnxBinarySchema(OpSchema& schema) {
  schema.NumInputs(2)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) { return BroadcastShape(in, in[0].dtype); })
      .Input(0, "A", "First operand.")
      .Input(1, "B", "Second operand, of the same type; shapes are matched as numpy does.")
      .Output(0, "C", "Result, of A's type.");
}

inline void OnnxCompareSchema(OpSchema& schema) {
  schema.NumInputs(2)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) { return BroadcastShape(in, DType::kBool); })
      .Input(0, "A", "First operand.")
      .Input(1, "B", "Second operand, of the same type; shapes are matched as numpy does.")
      .Output(0, "C", "Bool tensor.");
}

inline void OnnxFoldSchema(OpSchema& schema) {
  schema.NumInputs(1, OpSchema::kMany)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) { return BroadcastShape(in, in[0].dtype); })
      .Input(0, "X0, X1, ...", "Tensors of one type; shapes are matched as numpy does.")
      .Output(0, "Y", "Result, of the same type.");
}

// Y = fn(x, args), of X's type or of what fn gives.
template <typename Fn, typename Args = NoArgs, typename Types = FloatTypes>
class OnnxUnaryOp final : public WidenedOperator<Args> {
 public:
  using WidenedOperator<Args>::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes(Types(), this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      using R = std::decay_t<decltype(Fn()(T(), this->args_))>;
      const T* x = this->Input(0).template data<T>();
      R* y = this->Output(0)->template mutable_data<R>();
      if constexpr (kIsHotType<T>) {
        MapElements(this->Input(0).numel(), y, Fn(), this->args_, x);
      } else {
        ParallelFor(0, this->Input(0).numel(), internal::GrainOf<Fn>::value, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) y[i] = Fn()(x[i], this->args_);
        });
      }
    });
  }
};

inline void OnnxUnarySchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .AllowInplace({{0, 0}})
      .IdenticalTypeAndShape()
      .Input(0, "X", "Tensor of any shape.")
      .Output(0, "Y", "Shape and type of X.");
}

inline void OnnxPredicateSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Shape([](const ShapeInputs& in) { return OneSpec(in[0].dims, DType::kBool); })
      .Input(0, "X", "Tensor of any shape.")
      .Output(0, "Y", "Bool tensor shaped like X.");
}

}  // namespace onnx_math
}  // namespace netdef
