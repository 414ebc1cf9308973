// Convolution of 8-bit images, in int32.
#pragma once

#include "base/byte_gemm.h"
#include "base/grain.h"
#include "core/onnx_window.h"
#include "netdef/parallel.h"
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

// What each tap of the window sees of a plane, a row of output pixels for each; outside there is `zero`.
inline void ByteColumns(const Window& window, const uint8_t* plane, uint8_t zero, uint8_t* rows) {
  const WindowAxis& last = window.axes.back();
  const int64_t outer = static_cast<int64_t>(window.axes.size()) - 1, lines = last.out == 0 ? 0 : window.out_pixels() / last.out;
  for (int64_t tap = 0; tap < window.taps(); ++tap) {
    const int64_t shift = tap % last.kernel * last.dilation - last.pad_head;  // of the last axis
    const int64_t first = std::min(last.out, shift < 0 ? (-shift + last.stride - 1) / last.stride : 0);
    const int64_t end = std::max(first, shift >= last.in ? 0 : std::min(last.out, (last.in - 1 - shift) / last.stride + 1));
    for (int64_t line = 0; line < lines; ++line, rows += last.out) {
      int64_t rest = line, taps = tap / last.kernel, from = 0, step = last.in;
      bool inside = true;
      for (int64_t i = outer; i-- > 0;) {
        const WindowAxis& axis = window.axes[static_cast<size_t>(i)];
        const int64_t at = rest % axis.out * axis.stride + taps % axis.kernel * axis.dilation - axis.pad_head;
        inside = inside && at >= 0 && at < axis.in;
        from += at * step;
        step *= axis.in;
        rest /= axis.out;
        taps /= axis.kernel;
      }
      if (!inside) {
        std::fill_n(rows, last.out, zero);
        continue;
      }
      const uint8_t* in = plane + from + shift;
      std::fill_n(rows, first, zero);
      if (last.stride == 1) {
        std::copy_n(in + first, end - first, rows + first);
      } else {
        for (int64_t o = first; o < end; ++o) rows[o] = in[o * last.stride];
      }
      std::fill_n(rows + end, last.out - end, zero);
    }
  }
}

// Calls out(i, channel, sum) for each output; zero points of the filter are one, or one for each output channel.
template <typename Out>
void ByteConv(const ByteConvArgs& args, const Tensor& x, int32_t x_zero, const Tensor& filter, std::vector<int32_t> zeros, Out&& out) {
  const Window window = MakeOnnxWindow(args, SpatialDims(filter.dims()), SpatialDims(x.dims()));
  const int64_t outputs = filter.dim(0), inputs = filter.dim(1), taps = window.taps(), pixels = window.in_pixels(), out_pixels = window.out_pixels(),
                per_group = outputs / args.group, depth = inputs * taps;
  if (zeros.size() == 1) zeros.assign(static_cast<size_t>(outputs), zeros[0]);
  NETDEF_ENFORCE_EQ(static_cast<int64_t>(zeros.size()), outputs, "expected one zero point of the filter, or one for each output channel");
  CheckBytes(x);
  CheckBytes(filter);
  const std::vector<int32_t> column_zeros(static_cast<size_t>(out_pixels), x_zero);
  std::vector<uint8_t> columns(static_cast<size_t>(depth * out_pixels));
  std::vector<int32_t> sums(static_cast<size_t>(per_group * out_pixels));
  for (int64_t job = 0; job < x.dim(0) * args.group; ++job) {
    const int64_t image = job / args.group, group = job % args.group, channel = group * per_group;
    const auto* planes = static_cast<const uint8_t*>(x.raw_data()) + (image * x.dim(1) + group * inputs) * pixels;
    ParallelFor(0, inputs, GrainFor(65536, taps * out_pixels), [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c) ByteColumns(window, planes + c * pixels, static_cast<uint8_t>(x_zero), columns.data() + c * taps * out_pixels);
    });
    const ByteMatrix a{static_cast<const uint8_t*>(filter.raw_data()) + channel * depth, filter.dtype() == DType::kInt8, zeros.data() + channel};
    ByteGemm(per_group, out_pixels, depth, a, {columns.data(), x.dtype() == DType::kInt8, column_zeros.data()}, sums.data());
    ParallelFor(0, per_group, GrainFor(32768, out_pixels), [&](int64_t begin, int64_t end) {
      for (int64_t m = begin; m < end; ++m) {
        const int64_t plane = image * outputs + channel + m;
        for (int64_t o = 0; o < out_pixels; ++o) out(plane * out_pixels + o, static_cast<size_t>(channel + m), sums[static_cast<size_t>(m * out_pixels + o)]);
      }
    });
  }
}

inline int32_t SingleZeroPoint(const Tensor& t) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, "expected one zero point of the image");
  return Int32sOf(t)[0];
}

}  // namespace onnx_quantized
}  // namespace netdef
