// Passes over images that normalisation is made of: sums over the plane of a channel, and affine maps of planes.
// A plane is one channel of one image.
#pragma once

#include <cstdint>
#include <vector>

#include "core/image_layout.h"
#include "netdef/operator.h"

namespace netdef {

// sum[n, c] = sum of a over plane (n, c); dot[n, c] = sum of a * b. Accumulated in double.
void SumPlanes(StorageOrder order, const ImageDims& dims, const float* a, const float* b, double* sum, double* dot);

// One value for each plane, or, where all images share it, one for each channel.
struct PlaneValues {
  const float* data;
  bool per_image;

  const float* of(int64_t image, int64_t channels) const { return per_image ? data + image * channels : data; }
};

// y = a * x + b; y may be x.
void AffinePlanes(StorageOrder order, const ImageDims& dims, const float* x, PlaneValues a, PlaneValues b, float* y);
// z = a * x + b * y + c; z may be x or y.
void CombinePlanes(StorageOrder order, const ImageDims& dims, const float* x, PlaneValues a, const float* y,
                   PlaneValues b, PlaneValues c, float* z);

// out[c] = sum over images of planes[n, c].
void SumImages(const ImageDims& dims, const double* planes, double* out);

// Throws unless `spec` has one element for each channel.
void CheckChannelVector(const TensorSpec& spec, int64_t channels, const char* what);
// Throws unless a gradient has the shape of what it is the gradient of.
void CheckGradientShape(const TensorSpec& dy, const TensorSpec& x);

struct OrderArgs {
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) StorageOrderFromString(order);
  }
};

// An axis of a tensor seen as the middle one of three.
struct NormAxisArgs {
  int axis = -1;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "Axis to normalise along; negative values count from the end.");
  }
};
struct AxisView {
  int64_t outer, width, inner;
  AxisView(const NormAxisArgs& args, const Dims& dims);

  // visit(offset of the first element) for each vector along the axis; its elements are `inner` apart.
  template <typename Visit>
  void ForEachVector(Visit visit) const {
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < inner; ++i) visit(o * width * inner + i);
    }
  }
};
// The input's shape and type, with the axis checked.
std::vector<TensorSpec> AxisShape(const NormAxisArgs& args, const ShapeInputs& in);

// Normalisation of groups of channels of one image: GroupNorm, and InstanceNorm, whose groups are single channels.
class GroupNormalizer {
 public:
  void Prepare(StorageOrder order, const ImageDims& dims, int64_t groups);
  // Writes mean and 1 / sqrt(variance + epsilon) of each group, [images, groups].
  void Statistics(const float* x, double epsilon, float* mean, float* inv_std);
  // Statistics that are not asked for, nullptr, stay in scratch memory.
  void Forward(const float* x, double epsilon, const float* gamma, const float* beta, float* mean, float* inv_std, float* y);
  void Gradient(const float* x, const float* gamma, const float* dy, const float* mean, const float* inv_std, float* dx,
                float* dgamma, float* dbeta);

 private:
  int64_t GroupWidth() const { return groups_ == 0 ? 0 : dims_.channels / groups_; }  // channels; without any, no groups

  StorageOrder order_ = StorageOrder::kNCHW;
  ImageDims dims_;
  int64_t groups_ = 1;
  std::vector<double> sum_, dot_;
  std::vector<float> a_, b_, c_, mean_, inv_std_;
};

}  // namespace netdef
