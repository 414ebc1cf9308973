// Arguments of the poolings of quantized nets, for their plain kernels and their lowerings.
#pragma once

#include "base/grain.h"
#include "core/onnx_window.h"
#include "core/window.h"
#include "netdef/parallel.h"
#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedMaxPoolArgs : WindowArgs {};

struct QuantizedAveragePoolArgs : quantized::InputArgs, quantized::OutputArgs, WindowArgs {
  bool count_include_pad = false;

  template <typename V>
  void Fields(V& v) {
    InputArgs::Fields(v);
    OutputArgs::Fields(v);
    WindowArgs::Fields(v);
    v("count_include_pad", count_include_pad, "Pixels of the padding count.");
  }
};

namespace quantized {

inline std::vector<TensorSpec> PoolShape(const WindowArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dtype == DType::kUint8 && in[0].dims.size() >= 3, "expected an image [N, C, ...] of uint8, got ", DTypeName(in[0].dtype), ", [",
                 DimsString(in[0].dims), "]");
  NETDEF_ENFORCE(args.order == "NCHW", "only order NCHW is served, got ", args.order);
  return {TensorSpec(WindowedDims(in[0].dims, in[0].dims[1], MakeWindow(args, SpatialDims(in[0].dims))), DType::kUint8)};
}

// y = pool(plane, taps, output pixel) for every output pixel of every plane.
template <typename Pool>
void PoolPlanes(const WindowArgs& args, const Tensor& x, uint8_t* y, Pool&& pool) {
  const Window window = MakeWindow(args, SpatialDims(x.dims()));
  const WindowTaps taps(window);
  const int64_t pixels = window.in_pixels(), out_pixels = window.out_pixels();
  const uint8_t* planes = x.data<uint8_t>();
  ParallelFor(0, x.dim(0) * x.dim(1), GrainFor(16384, pixels), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      for (int64_t o = 0; o < out_pixels; ++o) y[i * out_pixels + o] = pool(planes + i * pixels, taps, o);
    }
  });
}

}  // namespace quantized
}  // namespace netdef
