// Convolution of 8-bit images, in int32.
#pragma once

#include "core/onnx_window.h"
#include "ops/onnx_quantized/_shared.h"

namespace netdef {
inline namespace onnx_quantized {  // other families have things of the same names

struct ByteConvArgs : OnnxWindowArgs {
  int64_t group = 1;

  template <typename V>
  void Fields(V& v) {
    OnnxWindowArgs::Fields(v);
    v("group", group, "Number of groups.");
    if constexpr (V::kReads) NETDEF_ENFORCE(group > 0, "group must be positive, got ", group);
  }
};

inline Dims ByteConvDims(const ByteConvArgs& args, const Dims& x, const Dims& filter) {
  NETDEF_ENFORCE(x.size() == filter.size() && x.size() >= 3, "image and filter must have as many dimensions, at least three");
  NETDEF_ENFORCE(x[1] % args.group == 0 && filter[0] % args.group == 0 && x[1] / args.group == filter[1], "an image of shape [", DimsString(x), "] does not fit a filter of shape [",
                 DimsString(filter), "] in ", args.group, " groups");
  return WindowedDims(x, filter[0], MakeOnnxWindow(args, SpatialDims(filter), SpatialDims(x)));
}

// Calls out(i, channel, sum) for each output; zero points of the filter are one, or one for each output channel.
template <typename Out>
void ByteConv(const ByteConvArgs& args, const Tensor& x, int32_t x_zero, const Tensor& filter, std::vector<int32_t> zeros, Out&& out) {
  const Window window = MakeOnnxWindow(args, SpatialDims(filter.dims()), SpatialDims(x.dims()));
  const WindowTaps taps(window);
  const int64_t outputs = filter.dim(0), inputs = filter.dim(1), pixels = window.in_pixels(), out_pixels = window.out_pixels(), per_group = outputs / args.group;
  if (zeros.size() == 1) zeros.assign(static_cast<size_t>(outputs), zeros[0]);
  NETDEF_ENFORCE_EQ(static_cast<int64_t>(zeros.size()), outputs, "expected one zero point of the filter, or one for each output channel");
  DispatchTypes(ByteTypes(), x.dtype(), [&](auto zx) {
    using X = decltype(zx);
    DispatchTypes(ByteTypes(), filter.dtype(), [&](auto zw) {
      using W = decltype(zw);
      ParallelFor(0, x.dim(0) * outputs, 1, [&](int64_t begin, int64_t end) {
        for (int64_t job = begin; job < end; ++job) {
          const int64_t channel = job % outputs, image = job / outputs;
          const int32_t zero = zeros[static_cast<size_t>(channel)];
          const X* in = x.data<X>() + (image * x.dim(1) + channel / per_group * inputs) * pixels;
          const W* weights = filter.data<W>() + channel * inputs * taps.taps();
          for (int64_t o = 0; o < out_pixels; ++o) {
            uint32_t sum = 0;  // wraps around
            taps.Visit(o, [&](int64_t pixel, int64_t tap) {
              for (int64_t c = 0; c < inputs; ++c) {
                sum += static_cast<uint32_t>((static_cast<int32_t>(in[c * pixels + pixel]) - x_zero) * (static_cast<int32_t>(weights[c * taps.taps() + tap]) - zero));
              }
            });
            out(job * out_pixels + o, static_cast<size_t>(channel), static_cast<int32_t>(sum));
          }
        }
      });
    });
  });
}

inline int32_t SingleZeroPoint(const Tensor& t) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, "expected one zero point of the image");
  return Int32sOf(t)[0];
}

}  // namespace onnx_quantized
}  // namespace netdef
