#include "ops/image/_shared.h"

namespace netdef {

void ResizeArgs::Check() const {
  NETDEF_ENFORCE(width_scale > 0 && height_scale > 0, "width_scale and height_scale must be positive, got ", width_scale,
                 " and ", height_scale);
}

bool FindScales(const ResizeArgs& args, const ShapeInputs& in, size_t index, Scales* scales) {
  *scales = {args.height_scale, args.width_scale};
  if (in.size() <= index) return true;
  NETDEF_ENFORCE(in[index].dims == Dims{2}, "scales must be a vector of height and width scale, got shape [",
                 DimsString(in[index].dims), "]");
  const Tensor* values = in.value(index);
  if (values == nullptr) return false;
  *scales = {values->data<float>()[0], values->data<float>()[1]};
  NETDEF_ENFORCE(scales->height > 0 && scales->width > 0, "scales must be positive, got ", scales->height, " and ",
                 scales->width);
  return true;
}

int64_t ScaledSize(int64_t size, float scale) {
  const float scaled = static_cast<float>(size) * scale;
  NETDEF_ENFORCE(scaled < 2147483648.0f, "an image of ", size, " pixels cannot be scaled by ", scale);
  return static_cast<int64_t>(scaled);
}

ImageDims PlaneDims(const Dims& dims, StorageOrder order) {
  NETDEF_ENFORCE(dims.size() == 4, "expected an image with two spatial axes, got shape [", DimsString(dims), "]");
  return ImageDims(dims, order);
}

}  // namespace netdef
