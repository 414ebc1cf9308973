#include "core/onnx_window.h"

#include "netdef/error.h"

namespace netdef {
namespace {

constexpr int64_t kMaxExtent = int64_t{1} << 31;  // far beyond memory, far below overflow

std::vector<int64_t> Completed(std::vector<int64_t> values, size_t size, int64_t fill, int64_t least, const char* what) {
  if (values.empty()) values.assign(size, fill);
  NETDEF_ENFORCE_EQ(values.size(), size, what, " has the wrong number of entries for the image");
  for (int64_t value : values) {
    NETDEF_ENFORCE(value >= least && value < kMaxExtent, what, " is out of range: ", value);
  }
  return values;
}

}  // namespace

Window MakeOnnxWindow(const OnnxWindowArgs& args, const Dims& kernel, const Dims& spatial, bool ceil_mode) {
  const size_t rank = spatial.size();
  const std::vector<int64_t> kernels = Completed(kernel, rank, 1, 1, "kernel_shape"), strides = Completed(args.strides, rank, 1, 1, "strides"),
                             dilations = Completed(args.dilations, rank, 1, 1, "dilations"), pads = Completed(args.pads, 2 * rank, 0, 0, "pads");
  Window window;
  for (size_t i = 0; i < rank; ++i) {
    NETDEF_ENFORCE(spatial[i] >= 0 && spatial[i] < kMaxExtent, "an image cannot have ", spatial[i], " pixels along an axis");
    WindowAxis a{spatial[i], 0, kernels[i], strides[i], dilations[i], 0, 0};
    if (args.Same()) {
      a.out = (a.in + a.stride - 1) / a.stride;
      const int64_t needed = std::max<int64_t>(0, (a.out - 1) * a.stride + a.extent() - a.in);
      a.pad_head = args.auto_pad == "SAME_UPPER" ? needed / 2 : (needed + 1) / 2;
      a.pad_tail = needed - a.pad_head;
    } else {
      if (args.auto_pad == "NOTSET") {
        a.pad_head = pads[i];
        a.pad_tail = pads[i + rank];
      }
      const int64_t room = a.in + a.pad_head + a.pad_tail - a.extent();
      NETDEF_ENFORCE(room >= 0, "the window does not fit into the padded image: ", a.in, " + ", a.pad_head, " + ", a.pad_tail,
                     " pixels are fewer than the ", a.extent(), " that it spans");
      a.out = (room + (ceil_mode ? a.stride - 1 : 0)) / a.stride + 1;
      if (ceil_mode && (a.out - 1) * a.stride >= a.in + a.pad_head) --a.out;
    }
    window.axes.push_back(a);
  }
  return window;
}

Dims SpatialDims(const Dims& image) {
  NETDEF_ENFORCE(image.size() >= 3, "expected an image [N, C, ...] with at least one spatial axis, got [", DimsString(image), "]");
  return Dims(image.begin() + 2, image.end());
}

Dims WindowedDims(const Dims& image, int64_t channels, const Window& window) {
  Dims dims{image[0], channels};
  for (int64_t d : window.out()) dims.push_back(d);
  return dims;
}

}  // namespace netdef
