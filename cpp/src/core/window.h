// Sliding window geometry, shared by convolution, pooling, padding and their kin: the many spellings
// of kernel, stride, dilation and padding, and what they make of an image.
#pragma once

#include <string>
#include <vector>

#include "core/image_layout.h"
#include "netdef/schema.h"

namespace netdef {

enum class LegacyPad : uint8_t {
  kNotSet = 0,
  kValid = 1,   // no padding
  kSame = 2,    // out = ceil(in / stride), the surplus pixel goes to the tail
  kCaffe = 3,   // sizes rounded up as Caffe's pooling did
};

// How a model writes a window. Each thing has up to four spellings: `kernel` for both axes of a plane,
// `kernel_h` with `kernel_w`, `kernels` for any number of axes; pads likewise, heads before tails.
// After reading, the four lists hold the result.
struct WindowArgs {
  std::vector<int> kernels, strides, dilations, pads;
  int legacy_pad = 0;
  int global_pooling = 0;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    int kernel = 0, kernel_h = 0, kernel_w = 0, stride = 1, stride_h = 1, stride_w = 1;
    int dilation = 1, dilation_h = 1, dilation_w = 1, pad = 0, pad_t = 0, pad_l = 0, pad_b = 0, pad_r = 0;
    v("kernel", kernel, "Window size, the same along both axes of a plane.");
    v("kernel_h", kernel_h, "Window height; counts only together with kernel_w.");
    v("kernel_w", kernel_w, "Window width.");
    v("kernels", kernels, "Window size along each spatial axis.");
    v("stride", stride, "Step of the window, the same along both axes of a plane.");
    v("stride_h", stride_h, "Step along the height; counts only together with stride_w.");
    v("stride_w", stride_w, "Step along the width.");
    v("strides", strides, "Step along each spatial axis.");
    v("dilation", dilation, "Distance of neighbouring taps, the same along both axes of a plane.");
    v("dilation_h", dilation_h, "Distance of taps along the height; counts only together with dilation_w.");
    v("dilation_w", dilation_w, "Distance of taps along the width.");
    v("dilations", dilations, "Distance of neighbouring taps along each spatial axis.");
    v("pad", pad, "Padding on all four sides of a plane.");
    v("pad_t", pad_t, "Padding at the top; the four sides count only together.");
    v("pad_l", pad_l, "Padding at the left.");
    v("pad_b", pad_b, "Padding at the bottom.");
    v("pad_r", pad_r, "Padding at the right.");
    v("pads", pads, "Padding before each spatial axis, then after each.");
    v("legacy_pad", legacy_pad, "0: as the pads say; 1: VALID, no padding; 2: SAME; 3: sizes rounded up as Caffe did.");
    v("global_pooling", global_pooling, "The window is the whole image; padding, stride and dilation must not be set.");
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) {
      const bool fixed = legacy_pad == 1 || legacy_pad == 2;
      Spell(v.raw(), "kernel", kernel, {"kernel_h", "kernel_w"}, {kernel_h, kernel_w}, &kernels);
      Spell(v.raw(), "stride", stride, {"stride_h", "stride_w"}, {stride_h, stride_w}, &strides);
      Spell(v.raw(), "dilation", dilation, {"dilation_h", "dilation_w"}, {dilation_h, dilation_w}, &dilations);
      const bool padded = Spell(v.raw(), "pad", pad, {"pad_t", "pad_l", "pad_b", "pad_r"},
                                {pad_t, pad_l, pad_b, pad_r}, &pads) || v.raw().Has("pads");
      Complete(fixed && padded);
    }
  }

  // Whether the single or the per-side spelling is given; it then goes into `list`.
  static bool Spell(const Arguments& arguments, const char* single, int value, const std::vector<const char*>& sides,
                    const std::vector<int>& side_values, std::vector<int>* list);

 private:
  // Fills in defaults and checks what can be checked without an image.
  void Complete(bool padding_not_allowed);
};

// One spatial axis of a window over an image.
struct WindowAxis {
  int64_t in = 1, out = 1, kernel = 1, stride = 1, dilation = 1, pad_head = 0, pad_tail = 0;

  int64_t extent() const { return dilation * (kernel - 1) + 1; }
  // The pixel under tap `tap` of output `o`; it may lie in the padding.
  int64_t Position(int64_t o, int64_t tap) const { return o * stride - pad_head + tap * dilation; }
  // Taps [first, last) of output `o` that lie inside the image (without dilation).
  int64_t FirstTap(int64_t o) const;
  int64_t LastTap(int64_t o) const;
};

struct Window {
  std::vector<WindowAxis> axes;

  int64_t in_pixels() const;
  int64_t out_pixels() const;
  int64_t taps() const;
  Dims out() const;
  // One tap, one step, no padding: the output pixel is the input pixel.
  bool IsPointwise() const;
  // The same window with ones in front (or in place of missing axes), so that it has `rank` axes.
  Window PaddedTo(size_t rank) const;
};

// The window over an image with these spatial dims. Throws where it does not fit.
Window MakeWindow(const WindowArgs& args, const Dims& spatial);

}  // namespace netdef
