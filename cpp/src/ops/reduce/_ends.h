// Operators that reduce the first or the last dims of X, seen as a matrix: ReduceFrontSum, ReduceBackMax, ...
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"
#include "netdef/wrapped.h"

namespace netdef {

enum class End { kFront, kBack };

struct EndArgs {
  int num_reduce_dim = 1;

  template <typename V>
  void Fields(V& v) {
    v("num_reduce_dim", num_reduce_dim, "How many dims to reduce.");
  }
};

// X as `count` elements to reduce for each of `kept` results.
struct EndView {
  int64_t count = 0, kept = 0;
  Dims result;
};

template <End end>
EndView ViewEnd(const EndArgs& args, const Dims& dims) {
  const auto n = static_cast<size_t>(args.num_reduce_dim);
  NETDEF_ENFORCE(args.num_reduce_dim >= 0 && n <= dims.size(),
                 "For N-dim input tensor, support num_reduce_dims in range [0, N]: got ", args.num_reduce_dim,
                 " for shape [", DimsString(dims), "]");
  EndView view;
  view.result = end == End::kFront ? DimsFrom(dims, n) : DimsBefore(dims, dims.size() - n);
  view.kept = NumElements(view.result);
  view.count = end == End::kFront ? SizeBetween(dims, 0, n) : SizeBetween(dims, dims.size() - n, dims.size());
  return view;
}

// `lengths`: of the elements to reduce, only the first lengths[i] go into result i.
inline const int32_t* CheckedLengths(const EndArgs& args, const Tensor& lengths, const EndView& view) {
  NETDEF_ENFORCE_EQ(args.num_reduce_dim, 1, "Given lengths input, the number of reduce dimensions should be one.");
  NETDEF_ENFORCE(lengths.numel() == view.kept, "The size of lengths vector doesn't match the batch size: ",
                 lengths.numel(), " vs ", view.kept);
  const int32_t* data = lengths.data<int32_t>();
  for (int64_t i = 0; i < view.kept; ++i) {
    NETDEF_ENFORCE(data[i] >= 0 && data[i] <= view.count, "lengths must lie between 0 and ", view.count, ", got ", data[i]);
  }
  return data;
}

// Policy::First(x) starts a result with its first element, Policy::Next(y, x) takes another one in, and
// Policy::Last(y, number of elements) ends it. Nothing reduces to 0.
template <typename Policy, End end, typename Types>
class ReduceEndOp final : public KernelOperator<EndArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { view_ = ViewEnd<end>(args_, Input(0).dims()); }

  void Compute() override {
    const int32_t* lengths = InputSize() > 1 ? CheckedLengths(args_, Input(1), view_) : nullptr;
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      if (view_.count == 0) {
        std::fill(y, y + view_.kept, T(0));
        return;
      }
      ParallelFor(0, view_.kept, GrainFor(kPointwiseGrain, view_.count), [&](int64_t first, int64_t last) {
        end == End::kBack ? Rows(first, last, x, lengths, y) : Columns(first, last, x, lengths, y);
      });
    });
  }

 private:
  template <typename T>
  void Rows(int64_t first, int64_t last, const T* x, const int32_t* lengths, T* y) const {
    for (int64_t i = first; i < last; ++i) {
      const T* row = x + i * view_.count;
      const int64_t n = lengths ? lengths[i] : view_.count;
      y[i] = Policy::Last(Policy::Run(n, row), n);
    }
  }

  template <typename T>
  void Columns(int64_t first, int64_t last, const T* x, const int32_t* lengths, T* y) const {
    if (lengths == nullptr) {
      for (int64_t i = first; i < last; ++i) y[i] = Policy::First(x[i]);
      for (int64_t k = 1; k < view_.count; ++k) {
        const T* row = x + k * view_.kept;
#pragma omp simd
        for (int64_t i = first; i < last; ++i) y[i] = Policy::Next(y[i], row[i]);
      }
      for (int64_t i = first; i < last; ++i) y[i] = Policy::Last(y[i], view_.count);
      return;
    }
    for (int64_t i = first; i < last; ++i) {
      T result = Policy::Run(std::min<int64_t>(lengths[i], 1), x + i);
      for (int64_t k = 1; k < lengths[i]; ++k) result = Policy::Next(result, x[k * view_.kept + i]);
      y[i] = Policy::Last(result, lengths[i]);
    }
  }

  EndView view_;
};

// The gradient operators take X itself, or as older models do its shape as a vector of int64.
template <End end>
class ReduceEndGradientBase : public KernelOperator<EndArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    view_ = ViewEnd<end>(args_, Output(0)->dims());
    NETDEF_ENFORCE_EQ(Input(0).numel(), view_.kept, "[", type(), "] dY must have the shape of the reduced X");
  }

  // fn(x, y, k) for every place of X, of the result it went into, and its number among the elements reduced.
  template <typename Fn>
  void ForEach(const Fn& fn) const {
    const int64_t rows = end == End::kBack ? view_.kept : view_.count;
    const int64_t columns = end == End::kBack ? view_.count : view_.kept;
    ParallelFor(0, rows, GrainFor(kPointwiseGrain, columns), [&](int64_t first, int64_t last) {
      for (int64_t r = first; r < last; ++r) {
#pragma omp simd
        for (int64_t c = 0; c < columns; ++c) {
          end == End::kBack ? fn(r * columns + c, r, c) : fn(r * columns + c, c, r);
        }
      }
    });
  }

  EndView view_;
};

// (dY, X[, lengths]) -> dX: dx = Policy::Gradient(dy, number of elements) for the elements that were reduced.
template <typename Policy, End end, typename Types>
class ReduceEndGradientOp final : public ReduceEndGradientBase<end> {
 public:
  using ReduceEndGradientBase<end>::ReduceEndGradientBase;

 protected:
  void Compute() override {
    const int32_t* lengths = this->InputSize() > 2 ? CheckedLengths(this->args_, this->Input(2), this->view_) : nullptr;
    DispatchTypes(Types(), this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = this->Input(0).template data<T>();
      T* dx = this->Output(0)->template mutable_data<T>();
      const int64_t count = this->view_.count;
      if (lengths == nullptr) {
        this->ForEach([=](int64_t x, int64_t y, int64_t) { dx[x] = Policy::Gradient(dy[y], count); });
      } else {
        this->ForEach([=](int64_t x, int64_t y, int64_t k) {
          dx[x] = k < lengths[y] ? Policy::Gradient(dy[y], static_cast<int64_t>(lengths[y])) : T(0);
        });
      }
    });
  }
};

template <End end>
std::vector<TensorSpec> ReduceEndShape(const EndArgs& args, const ShapeInputs& in) {
  return {{ViewEnd<end>(args, in[0].dims).result, in[0].dtype}};
}

inline std::vector<TensorSpec> ReduceEndGradientShape(const ShapeInputs& in) {
  const bool is_shape = in[1].dims.size() == 1 && in[1].dtype == DType::kInt64;
  if (!is_shape) return {{in[1].dims, in[0].dtype}};
  const Tensor* shape = in.value(1);
  if (shape == nullptr) return {TensorSpec::Unknown(in[0].dtype)};
  const int64_t* dims = shape->data<int64_t>();
  return {{Dims(dims, dims + shape->numel()), in[0].dtype}};
}

template <End end>
void ReduceEndSchema(OpSchema& schema) {
  schema.NumInputs(1, 2)
      .NumOutputs(1)
      .Args<EndArgs>()
      .Shape<EndArgs>(ReduceEndShape<end>)
      .Input(0, "X", "Tensor to reduce.")
      .Input(1, "lengths", "int32, one for each result: how many of its elements count, from the first on.")
      .Output(0, "Y", "X without the reduced dims.");
}

inline void ReduceEndGradientSchema(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1)
      .Args<EndArgs>()
      .Shape(ReduceEndGradientShape)
      .Input(0, "dY", "Gradient of Y.")
      .Input(1, "X", "Tensor that was reduced, or its shape: a vector of int64.")
      .Input(2, "lengths", "As for the operator.")
      .Output(0, "dX", "Gradient of X.");
}

// TypeGradient(dY, X[, lengths])
class GetReduceEndGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{GO(0), I(0)};
    if (InputSize() > 1) inputs.push_back(I(1));
    return SingleGradientDef(Def().type() + "Gradient", "", inputs, {GI(0)});
  }
};

struct EndSum {
  template <typename T>
  static T First(T x) {
    return x;
  }
  template <typename T>
  static T Next(T y, T x) {
    return AddWrapped(y, x);
  }
  template <typename T>
  static T Run(int64_t n, const T* x) {
    Wrap<T> sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; ++i) sum += static_cast<Wrap<T>>(x[i]);
    return static_cast<T>(sum);
  }
  template <typename T>
  static T Last(T y, int64_t) {
    return y;
  }
  template <typename T>
  static T Gradient(T dy, int64_t) {
    return dy;
  }
};

// Of no element, by lengths of 0, the mean is NaN, and 0 for integers.
struct EndMean : EndSum {
  template <typename T>
  static T Last(T y, int64_t n) {
    if (std::is_integral_v<T> && n == 0) return 0;
    return y / static_cast<T>(n);
  }
  template <typename T>
  static T Gradient(T dy, int64_t n) {
    return Last(dy, n);
  }
};

}  // namespace netdef
