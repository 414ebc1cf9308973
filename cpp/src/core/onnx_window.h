// Sliding windows as ONNX writes them, and visits of what is under them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/window.h"

namespace netdef {

struct OnnxWindowArgs {
  std::string auto_pad = "NOTSET";
  std::vector<int64_t> kernel_shape, strides, dilations, pads;

  template <typename V>
  void Fields(V& v) {
    v("auto_pad", auto_pad, "NOTSET: as `pads` says; VALID: none; SAME_UPPER, SAME_LOWER: the output has in / stride pixels, rounded up, "
                            "and an odd pixel of padding goes to the end or to the beginning.");
    v("kernel_shape", kernel_shape, "Window size along each spatial axis; of convolutions, absent: that of the weights.");
    v("strides", strides, "Step along each axis; absent: 1.");
    v("dilations", dilations, "Distance of neighbouring taps along each axis; absent: 1.");
    v("pads", pads, "Padding before each axis, then after each; absent: 0.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(auto_pad == "NOTSET" || auto_pad == "VALID" || auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER",
                     "auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER, got '", auto_pad, "'");
    }
  }

  bool Same() const { return auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER"; }
};

// The window over an image with these spatial dims. With `ceil_mode` the number of steps is rounded up, as long as the last
// window begins before the padding at the end. Throws where it does not fit.
Window MakeOnnxWindow(const OnnxWindowArgs& args, const Dims& kernel, const Dims& spatial, bool ceil_mode = false);

// The spatial dims of an image [N, C, ...].
Dims SpatialDims(const Dims& image);
// The dims of what a window makes of an image [N, C, ...].
Dims WindowedDims(const Dims& image, int64_t channels, const Window& window);

class WindowTaps {
 public:
  explicit WindowTaps(const Window& window) : axes_(window.axes), taps_(window.taps()), steps_(axes_.size(), 1) {
    for (size_t i = axes_.size(); i-- > 1;) steps_[i - 1] = steps_[i] * axes_[i].in;
  }

  int64_t taps() const { return taps_; }

  // visit(pixel, tap) for each tap of output pixel `output` that lies inside the image, in order.
  template <typename Fn>
  void Visit(int64_t output, Fn&& visit) const {
    std::vector<int64_t> at(axes_.size());
    for (size_t i = axes_.size(); i-- > 0;) {
      at[i] = output % axes_[i].out;
      output /= axes_[i].out;
    }
    Visit(at, 0, 0, 0, visit);
  }

  // Taps of output pixel `output` that lie inside the image or, with `padded`, inside the padded one.
  int64_t Count(int64_t output, bool padded) const {
    int64_t count = 1;
    for (size_t i = axes_.size(); i-- > 0;) {
      const WindowAxis& a = axes_[i];
      const int64_t o = output % a.out, low = padded ? -a.pad_head : 0, high = a.in + (padded ? a.pad_tail : 0);
      output /= a.out;
      int64_t inside = 0;
      for (int64_t tap = 0; tap < a.kernel; ++tap) {
        const int64_t p = a.Position(o, tap);
        inside += p >= low && p < high;
      }
      count *= inside;
    }
    return count;
  }

 private:
  template <typename Fn>
  void Visit(const std::vector<int64_t>& at, size_t axis, int64_t pixel, int64_t tap, Fn& visit) const {
    if (axis == axes_.size()) return visit(pixel, tap);
    const WindowAxis& a = axes_[axis];
    for (int64_t k = 0; k < a.kernel; ++k) {
      const int64_t p = a.Position(at[axis], k);
      if (p >= 0 && p < a.in) Visit(at, axis + 1, pixel + p * steps_[axis], tap * a.kernel + k, visit);
    }
  }

  std::vector<WindowAxis> axes_;
  int64_t taps_;
  Dims steps_;
};

}  // namespace netdef
