// What the poolings share.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/grain.h"
#include "core/onnx_window.h"
#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_pool {  // other families have things of the same names

struct OnnxPoolArgs : OnnxWindowArgs {
  bool ceil_mode = false;

  template <typename V>
  void Fields(V& v) {
    OnnxWindowArgs::Fields(v);
    v("ceil_mode", ceil_mode, "The number of steps is rounded up.");
    if constexpr (V::kReads) NETDEF_ENFORCE(!kernel_shape.empty(), "the required argument 'kernel_shape' is missing");
  }

  Window On(const Dims& image) const { return MakeOnnxWindow(*this, kernel_shape, SpatialDims(image), ceil_mode); }
};

template <typename Args>
std::vector<TensorSpec> OnnxPoolShape(const Args& args, const ShapeInputs& in) {
  return OneSpec(WindowedDims(in[0].dims, in[0].dims[1], args.On(in[0].dims)), in[0].dtype);
}

inline std::vector<TensorSpec> GlobalPoolShape(const ShapeInputs& in) {
  Dims dims = in[0].dims;
  SpatialDims(dims);
  std::fill(dims.begin() + 2, dims.end(), 1);
  return OneSpec(std::move(dims), in[0].dtype);
}

// fn(plane of the input, output pixel, offset of the output) for every output of every plane.
template <typename Fn>
void ForEachOutput(const Dims& image, const Window& window, Fn&& fn) {
  const int64_t pixels = window.out_pixels(), planes = image[0] * image[1];
  ParallelFor(0, planes, GrainFor(8192, pixels * window.taps()), [&](int64_t begin, int64_t end) {
    for (int64_t plane = begin; plane < end; ++plane) {
      for (int64_t o = 0; o < pixels; ++o) fn(plane, o, plane * pixels + o);
    }
  });
}

// One output for each window: Fold::Finish of the sum of Fold::Term over the elements in it.
template <typename Fold, typename Args>
class WindowSumOp final : public WidenedOperator<Args> {
 public:
  using WidenedOperator<Args>::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = this->Input(0).dims();
    const Window window = this->args_.On(dims);
    const WindowTaps taps(window);
    const int64_t pixels = SizeFromDim(dims, 2);
    DispatchTypes<float, double>(this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = this->Input(0).template data<T>();
      T* y = this->Output(0)->template mutable_data<T>();
      ForEachOutput(dims, window, [&](int64_t plane, int64_t output, int64_t out) {
        double sum = 0;
        taps.Visit(output, [&](int64_t pixel, int64_t /*tap*/) { sum += Fold::Term(static_cast<double>(x[plane * pixels + pixel]), this->args_); });
        y[out] = static_cast<T>(Fold::Finish(sum, taps, output, this->args_));
      });
    });
  }
};

// One output for each plane: fold(values, n).
template <typename Fold, typename Args = NoArgs>
class GlobalPoolOp final : public WidenedOperator<Args> {
 public:
  using WidenedOperator<Args>::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = this->Input(0).dims();
    const int64_t pixels = SizeFromDim(dims, 2);
    NETDEF_ENFORCE(pixels > 0, "[", this->type(), "] the image is empty, its shape is [", DimsString(dims), "]");
    DispatchTypes<float, double>(this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = this->Input(0).template data<T>();
      T* y = this->Output(0)->template mutable_data<T>();
      ParallelFor(0, dims[0] * dims[1], GrainFor(8192, pixels), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) y[i] = static_cast<T>(Fold::Of(x + i * pixels, pixels, this->args_));
      });
    });
  }
};

inline void PoolBlobs(OpSchema& schema) {
  schema.NumInputs(1)
      .Input(0, "X", "Image [N, C, ...], any number of spatial axes.")
      .Output(0, "Y", "Image with the same channels.");
}

// Powers as LpPool and its global form need them: sum of |x|^p, then its p-th root.
template <typename T>
double PowerOf(T x, int64_t p) {
  const double size = std::abs(static_cast<double>(x));
  return p == 1 ? size : p == 2 ? size * size : std::pow(size, static_cast<double>(p));
}
inline double RootOf(double sum, int64_t p) { return p == 1 ? sum : p == 2 ? std::sqrt(sum) : std::pow(sum, 1 / static_cast<double>(p)); }

template <typename V>
void ReadPower(V& v, int64_t* p) {
  v("p", *p, "The power, at least 1.");
  if constexpr (V::kReads) NETDEF_ENFORCE(*p >= 1, "p must be at least 1, got ", *p);
}

}  // namespace onnx_pool
}  // namespace netdef
