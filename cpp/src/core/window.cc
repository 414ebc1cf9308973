#include "core/window.h"

#include <algorithm>

namespace netdef {

bool WindowArgs::Spell(const Arguments& arguments, const char* single, int value,
                       const std::vector<const char*>& sides, const std::vector<int>& side_values,
                       std::vector<int>* list) {
  if (arguments.Has(single)) {
    list->resize(sides.size(), value);  // a list that is given as well keeps its values
    return true;
  }
  const bool all = std::all_of(sides.begin(), sides.end(), [&](const char* side) { return arguments.Has(side); });
  if (all) list->insert(list->end(), side_values.begin(), side_values.end());
  return all;
}

void WindowArgs::Complete(bool padding_not_allowed) {
  NETDEF_ENFORCE(legacy_pad >= 0 && legacy_pad <= 3, "legacy_pad must be 0 to 3, got ", legacy_pad);
  NETDEF_ENFORCE(!padding_not_allowed,
                 "If you use legacy padding VALID or SAME, you should not specify any specific padding values.");
  StorageOrderFromString(order);
  if (kernels.empty()) kernels.assign(2, 0);
  const size_t rank = kernels.size();
  const auto complete = [&](std::vector<int>* list, size_t size, int fill, const char* what) {
    if (list->empty()) list->assign(size, fill);
    NETDEF_ENFORCE_EQ(list->size(), size, what, " must have an entry for each entry of the kernel");
  };
  complete(&strides, rank, 1, "stride");
  complete(&dilations, rank, 1, "dilation");
  complete(&pads, 2 * rank, 0, "pads (before each axis, then after each)");
  if (global_pooling) {
    const auto only = [](const std::vector<int>& list, int value) {
      return std::all_of(list.begin(), list.end(), [&](int v) { return v == value; });
    };
    NETDEF_ENFORCE(only(pads, 0) && only(strides, 1) && only(dilations, 1),
                   "If global_pooling is set pad, dilation and stride shouldn't be set.");
    return;
  }
  for (size_t i = 0; i < rank; ++i) {
    NETDEF_ENFORCE(kernels[i] >= 0, "kernel must not be negative, got ", kernels[i]);
    NETDEF_ENFORCE(dilations[i] >= 0, "dilation must not be negative, got ", dilations[i]);
    NETDEF_ENFORCE(strides[i] > 0, "stride must be positive, got ", strides[i]);
  }
}

namespace {

constexpr int64_t kMaxAxis = int64_t{1} << 48;  // far beyond memory, far below overflow

WindowAxis MakeAxis(LegacyPad legacy, int64_t in, int64_t kernel, int64_t stride, int64_t dilation, int64_t head,
                    int64_t tail) {
  WindowAxis a{in, 0, kernel, stride, dilation, head, tail};
  const auto steps = [&] { return (in + a.pad_head + a.pad_tail - a.extent()) / stride + 1; };
  switch (legacy) {
    case LegacyPad::kNotSet:
      NETDEF_ENFORCE(in + head + tail >= a.extent(), "the window does not fit into the padded image: ", in, " + ", head,
                     " + ", tail, " pixels are fewer than the ", a.extent(), " that it spans");
      a.out = steps();
      break;
    case LegacyPad::kValid:
      a.pad_head = a.pad_tail = 0;
      NETDEF_ENFORCE(in >= a.extent(), "the window does not fit into the image: ", in, " pixels are fewer than the ",
                     a.extent(), " that it spans");
      a.out = steps();
      break;
    case LegacyPad::kSame: {
      NETDEF_ENFORCE(dilation == 1, "Dilation not supported for legacy padding.");
      a.out = (in + stride - 1) / stride;
      const int64_t needed = (a.out - 1) * stride + kernel - in;  // negative where the stride skips the rest
      a.pad_head = needed / 2;
      a.pad_tail = needed - a.pad_head;
      break;
    }
    case LegacyPad::kCaffe: {  // counts the taps as if they were neighbours
      const int64_t room = in + 2 * head - kernel;
      NETDEF_ENFORCE(head >= 0 && room >= 0, "the window does not fit into the padded image: ", in, " + 2 * ", head,
                     " pixels are fewer than the ", kernel, " of the kernel");
      a.out = (room + stride - 1) / stride + 1;
      if (head > 0 && (a.out - 1) * stride >= in + head) --a.out;  // the last one would start in the padding
      const int64_t whole = room / stride + 1;
      NETDEF_ENFORCE(a.out >= whole, "rounded as Caffe did, a window of ", kernel, " pixels with padding ", head,
                     " would leave pixels of the image out");
      a.pad_tail = std::max(head + stride * (a.out - whole), (a.out - 1) * stride + a.extent() - in - head);
      break;
    }
  }
  return a;
}

}  // namespace

Window MakeWindow(const WindowArgs& args, const Dims& spatial) {
  Window window;
  const size_t rank = args.kernels.size();
  NETDEF_ENFORCE(args.global_pooling || rank >= spatial.size(), "the kernel has ", rank, " axes, the image has ",
                 spatial.size());
  for (size_t i = 0; i < spatial.size(); ++i) {
    NETDEF_ENFORCE(spatial[i] >= 0 && spatial[i] < kMaxAxis, "an image cannot have ", spatial[i], " pixels along an axis");
    if (args.global_pooling) {
      window.axes.push_back({spatial[i], 1, spatial[i], 1, 1, 0, 0});
      continue;
    }
    NETDEF_ENFORCE(args.kernels[i] > 0, "kernel_[dim] > 0 does not hold: set kernel, kernel_h and kernel_w, or kernels");
    window.axes.push_back(MakeAxis(static_cast<LegacyPad>(args.legacy_pad), spatial[i], args.kernels[i], args.strides[i],
                                   args.dilations[i], args.pads[i], args.pads[i + rank]));
  }
  return window;
}

int64_t WindowAxis::FirstTap(int64_t o) const { return std::max<int64_t>(0, pad_head - o * stride); }
int64_t WindowAxis::LastTap(int64_t o) const { return std::min(kernel, in + pad_head - o * stride); }

namespace {

int64_t Product(const std::vector<WindowAxis>& axes, int64_t WindowAxis::*field) {
  Dims dims;
  for (const WindowAxis& a : axes) dims.push_back(a.*field);
  return NumElements(dims);
}

}  // namespace

int64_t Window::in_pixels() const { return Product(axes, &WindowAxis::in); }
int64_t Window::out_pixels() const { return Product(axes, &WindowAxis::out); }
int64_t Window::taps() const { return Product(axes, &WindowAxis::kernel); }

Dims Window::out() const {
  Dims dims;
  for (const WindowAxis& a : axes) dims.push_back(a.out);
  return dims;
}

bool Window::IsPointwise() const {
  return std::all_of(axes.begin(), axes.end(), [](const WindowAxis& a) {
    return a.kernel == 1 && a.stride == 1 && a.pad_head == 0 && a.in == a.out;
  });
}

Window Window::PaddedTo(size_t rank) const {
  Window padded;
  padded.axes.resize(rank > axes.size() ? rank - axes.size() : 0);
  padded.axes.insert(padded.axes.end(), axes.begin(), axes.end());
  return padded;
}

}  // namespace netdef
