// RoIPool: the largest value in each bin of a region whose borders are rounded to pixels.
// https://arxiv.org/abs/1504.08083
#include <algorithm>
#include <cmath>

#include "core/image_layout.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

struct RoIPoolArgs {
  int is_test = 0;
  std::string order = "NCHW";
  int pooled_h = 1, pooled_w = 1;
  float spatial_scale = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("is_test", is_test, "Leave out the positions of the maxima.");
    v("order", order, "Must be NCHW.");
    v("pooled_h", pooled_h, "Rows of the output.");
    v("pooled_w", pooled_w, "Columns of the output.");
    v("spatial_scale", spatial_scale, "Feature map pixels per image pixel.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(order == "NCHW", "RoIPool supports only the order NCHW, got ", order);
      NETDEF_ENFORCE(pooled_h > 0 && pooled_w > 0 && spatial_scale > 0, "pooled_h, pooled_w and spatial_scale must be "
                     "positive, got ", pooled_h, ", ", pooled_w, " and ", spatial_scale);
    }
  }
};

std::vector<TensorSpec> RoIPoolShape(const RoIPoolArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &rois = in[1].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "[RoIPool] expects features of shape (N, C, H, W)");
  NETDEF_ENFORCE(rois.size() == 2 && rois[1] == 5, "[RoIPool] expects RoIs of 5 columns, got shape [", DimsString(rois), "]");
  const Dims dims{rois[0], x[1], args.pooled_h, args.pooled_w};
  return {TensorSpec(dims, DType::kFloat), TensorSpec(dims, DType::kInt32)};
}

int64_t RoIImage(float index, int64_t images) {
  NETDEF_ENFORCE(index >= 0 && index < static_cast<float>(images), "[RoIPool] a RoI lies in image ", index, " of ", images);
  return static_cast<int64_t>(index);
}

class RoIPoolOp final : public KernelOperator<RoIPoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &x = Input(0), &rois = Input(1);
    const int64_t channels = x.dim(1), pixels = x.dim(2) * x.dim(3);
    const int64_t bins = static_cast<int64_t>(args_.pooled_h) * args_.pooled_w;
    const float *features = x.data<float>(), *rows = rois.data<float>();
    float* y = Output(0)->mutable_data<float>();
    int32_t* positions = OutputSize() > 1 && args_.is_test == 0 ? Output(1)->mutable_data<int32_t>() : nullptr;
    NETDEF_ENFORCE_LT(pixels, int64_t{1} << 31, "[RoIPool] features have too many pixels");
    ParallelFor(0, rois.dim(0), 1, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const float* row = rows + r * 5;
        const int64_t image = RoIImage(row[0], x.dim(0));
        for (int64_t c = 0; c < channels; ++c) {
          const int64_t at = (r * channels + c) * bins;
          Pool(features + (image * channels + c) * pixels, row, x.dim(2), x.dim(3), y + at,
               positions == nullptr ? nullptr : positions + at);
        }
      }
    });
  }

 private:
  void Pool(const float* plane, const float* row, int64_t height, int64_t width, float* y, int32_t* position) const {
    const auto corner = [&](int i) {
      const float p = std::round(row[i] * args_.spatial_scale);
      NETDEF_ENFORCE(std::abs(p) < 0x1p30f, "[RoIPool] a RoI lies ", p, " pixels from the origin");
      return static_cast<int64_t>(p);
    };
    const int64_t x1 = corner(1), y1 = corner(2);
    const auto bin_h = static_cast<float>(std::max<int64_t>(corner(4) - y1 + 1, 1)) / static_cast<float>(args_.pooled_h);
    const auto bin_w = static_cast<float>(std::max<int64_t>(corner(3) - x1 + 1, 1)) / static_cast<float>(args_.pooled_w);
    const auto begin = [](int64_t i, float bin, int64_t start, int64_t size) {
      return std::clamp<int64_t>(static_cast<int64_t>(std::floor(static_cast<float>(i) * bin)) + start, 0, size);
    };
    const auto end = [](int64_t i, float bin, int64_t start, int64_t size) {
      return std::clamp<int64_t>(static_cast<int64_t>(std::ceil(static_cast<float>(i + 1) * bin)) + start, 0, size);
    };
    for (int64_t ph = 0; ph < args_.pooled_h; ++ph) {
      const int64_t h0 = begin(ph, bin_h, y1, height), h1 = end(ph, bin_h, y1, height);
      for (int64_t pw = 0; pw < args_.pooled_w; ++pw) {
        const int64_t w0 = begin(pw, bin_w, x1, width), w1 = end(pw, bin_w, x1, width);
        float best = h0 < h1 && w0 < w1 ? std::numeric_limits<float>::lowest() : 0.0f;
        int64_t best_at = -1;
        for (int64_t h = h0; h < h1; ++h) {
          for (int64_t w = w0; w < w1; ++w) {
            if (plane[h * width + w] > best) {
              best = plane[h * width + w];
              best_at = h * width + w;
            }
          }
        }
        *y++ = best;
        if (position != nullptr) *position++ = static_cast<int32_t>(best_at);
      }
    }
  }
};

// The gradient of a bin goes to the position of its maximum.
class RoIPoolGradientOp final : public KernelOperator<RoIPoolArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &x = Input(0), &rois = Input(1), &positions = Input(2), &dy = Input(3);
    NETDEF_ENFORCE(x.dim() == 4 && rois.dim() == 2 && rois.dim(1) == 5 && dy.dim() == 4 && dy.dim(0) == rois.dim(0) &&
                       dy.dim(1) == x.dim(1) && positions.dims() == dy.dims(),
                   "[RoIPoolGradient] shapes do not belong together: X [", DimsString(x.dims()), "], RoIs [",
                   DimsString(rois.dims()), "], argmaxes [", DimsString(positions.dims()), "], dY [",
                   DimsString(dy.dims()), "]");
    const int64_t channels = x.dim(1), pixels = x.dim(2) * x.dim(3), bins = dy.dim(2) * dy.dim(3);
    const float *rows = rois.data<float>(), *from = dy.data<float>();
    const int32_t* position = positions.data<int32_t>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + x.numel(), 0.0f);
    for (int64_t r = 0; r < rois.dim(0); ++r) {
      const int64_t image = RoIImage(rows[r * 5], x.dim(0));
      for (int64_t c = 0; c < channels; ++c) {
        float* plane = dx + (image * channels + c) * pixels;
        for (int64_t i = (r * channels + c) * bins; i < (r * channels + c + 1) * bins; ++i) {
          if (position[i] < 0) continue;  // an empty bin
          NETDEF_ENFORCE_LT(position[i], pixels, "[RoIPoolGradient] argmaxes point outside the features");
          plane[position[i]] += from[i];
        }
      }
    }
  }
};

OPERATOR_SCHEMA(RoIPool)
    .NumInputs(2)
    .NumOutputs(1, 2)
    .Args<RoIPoolArgs>()
    .Shape<RoIPoolArgs>(RoIPoolShape)
    .SetDoc("The largest value in each bin of each region.\n\n"
            "Borders are rounded to pixels; an empty bin gives 0. "
            "Source: [Girshick, 2015](https://arxiv.org/abs/1504.08083).")
    .Input(0, "X", "Float tensor: features of shape (N, C, H, W).")
    .Input(1, "rois", "Float matrix of rows (image, x1, y1, x2, y2).")
    .Output(0, "Y", "Float tensor of shape (R, C, pooled_h, pooled_w).")
    .Output(1, "argmaxes", "int32 tensor of the shape of Y: the pixel of each maximum within its channel, -1 for none. "
                           "Left as it is in test mode.");

OPERATOR_SCHEMA(RoIPoolGradient)
    .NumInputs(4)
    .NumOutputs(1)
    .Args<RoIPoolArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of RoIPool.")
    .Input(0, "X", "Features.")
    .Input(1, "rois", "Regions.")
    .Input(2, "argmaxes", "Positions of the maxima.")
    .Input(3, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.")
    .Differs("Caffe2 had no kernel for CPUs.");

REGISTER_CPU_OPERATOR(RoIPool, RoIPoolOp);
REGISTER_CPU_OPERATOR(RoIPoolGradient, RoIPoolGradientOp);
SIMPLE_GRADIENT(RoIPool, "RoIPoolGradient", {I(0), I(1), O(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
