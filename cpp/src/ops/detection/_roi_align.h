// Bilinear sampling of regions, shared by RoIAlign, RoIAlignRotated and their gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/image_layout.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace detection {

struct RoIAlignArgs {
  std::string order = "NCHW";
  float spatial_scale = 1.0f;
  int pooled_h = 1, pooled_w = 1, sampling_ratio = -1;
  bool aligned = false;

  template <typename V>
  void Fields(V& v) {
    v("order", order, "NCHW or NHWC.");
    v("spatial_scale", spatial_scale, "Feature map pixels per image pixel.");
    v("pooled_h", pooled_h, "Rows of the output.");
    v("pooled_w", pooled_w, "Columns of the output.");
    v("sampling_ratio", sampling_ratio, "Samples per bin along each axis; where not positive, as many as a bin has pixels.");
    v("aligned", aligned, "Pixel centres lie at half pixels, and a region may be smaller than one pixel.");
    if constexpr (V::kReads) {
      StorageOrderFromString(order);
      NETDEF_ENFORCE(pooled_h > 0 && pooled_w > 0, "pooled_h and pooled_w must be positive, got ", pooled_h, " and ",
                     pooled_w);
      NETDEF_ENFORCE(spatial_scale > 0, "spatial_scale must be positive, got ", spatial_scale);
    }
  }
};

// Four pixels of a feature map and their weights; all weights are 0 outside the map.
struct Sample {
  int64_t pixel[4] = {0, 0, 0, 0};
  float weight[4] = {0, 0, 0, 0};

  Sample() = default;
  Sample(float y, float x, int64_t height, int64_t width);
};

// The samples of one region: `count` for each of the bins, bins in the order of the output.
struct RegionSamples {
  int64_t image = 0;
  int64_t count = 0;
  std::vector<Sample> samples;
};

// A row is (box) or (image, box), the box being (x1, y1, x2, y2), or where `rotated` (centre x, centre y, width, height,
// angle in degrees). Throws for an image that does not exist and for boxes without measure.
void SampleRegion(const RoIAlignArgs& args, const float* row, int64_t columns, bool rotated, const ImageDims& image,
                  RegionSamples* out);

// Schema of the gradient of operator `of`.
inline std::function<void(OpSchema&)> RoIAlignGradientSchema(const char* of) {
  return [of](OpSchema& schema) {
    schema.NumInputs(3)
        .NumOutputs(1)
        .Args<RoIAlignArgs>()
        .IdenticalTypeAndShape()
        .SetDoc("Gradient of " + std::string(of) + ".")
        .Input(0, "X", "Features.")
        .Input(1, "RoIs", "Regions.")
        .Input(2, "dY", "Gradient of Y.")
        .Output(0, "dX", "Gradient of X.");
  };
}

std::vector<TensorSpec> RoIAlignShape(const RoIAlignArgs& args, const ShapeInputs& in, bool rotated);

// The forward operator for upright and rotated boxes.
template <bool kRotated>
class RoIAlignOp final : public KernelOperator<RoIAlignArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override;
};

// Inputs X, RoIs, dY; output dX.
template <bool kRotated>
class RoIAlignGradientOp final : public KernelOperator<RoIAlignArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override;
};

extern template class RoIAlignOp<false>;
extern template class RoIAlignOp<true>;
extern template class RoIAlignGradientOp<false>;
extern template class RoIAlignGradientOp<true>;

}  // namespace detection
}  // namespace netdef
