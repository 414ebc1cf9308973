// Int8RoIAlign: RoIAlign on a quantized NHWC tensor, in integers.
//
// The four weights of a sample are bytes (255 is one); a bin's sum is requantized in 31-bit fixed point. A sample outside
// the image adds nothing but is counted, so that it stands for -zero_point and not for 0: as in Caffe2.
// RoIs are (batch index, x1, y1, x2, y2), or four columns where there is one image.
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct RoIAlignArgs : int8::OutputArgs {
  float spatial_scale = 1.0f;
  int pooled_h = 1, pooled_w = 1, sampling_ratio = -1;
  std::string order = "NHWC";

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("spatial_scale", spatial_scale, "Feature map pixels per image pixel.");
    v("pooled_h", pooled_h, "Rows of the output.");
    v("pooled_w", pooled_w, "Columns of the output.");
    v("sampling_ratio", sampling_ratio, "Samples per bin along each axis; by default as many as a bin has pixels.");
    v("order", order, "Must be NHWC.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(pooled_h > 0 && pooled_w > 0, "pooled_h and pooled_w must be positive, got ", pooled_h, " and ",
                     pooled_w);
      NETDEF_ENFORCE(order == "NHWC", "[Int8RoIAlign] order must be NHWC, got ", order);
    }
  }
};

std::vector<TensorSpec> RoIAlignShape(const RoIAlignArgs& args, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &rois = in[1].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "[Int8RoIAlign] expects features of shape (N, H, W, C)");
  NETDEF_ENFORCE(rois.size() == 2 && (rois[1] == 5 || (rois[1] == 4 && x[0] == 1)),
                 "[Int8RoIAlign] expects RoIs of 5 columns (4 for a single image), got shape [", DimsString(rois), "]");
  return {int8::Spec({rois[0], args.pooled_h, args.pooled_w, x[3]})};
}

// A number below one as a 31-bit fraction and a shift.
struct Fraction {
  int32_t multiplier = 0;
  uint32_t shift = 0;

  explicit Fraction(float value) {
    int exponent = 0;
    int64_t bits = std::llround(std::frexp(static_cast<double>(value), &exponent) * 0x1p31);
    if (bits == int64_t{1} << 31) {
      bits /= 2;
      ++exponent;
    }
    if (exponent < -31) return;  // nothing is left of any product
    multiplier = static_cast<int32_t>(bits);
    shift = static_cast<uint32_t>(-exponent);
  }
  int32_t Times(int32_t x) const {
    const int64_t product = static_cast<int64_t>(x) * multiplier;
    const int64_t nudge = product >= 0 ? int64_t{1} << 30 : 1 - (int64_t{1} << 30);
    return int8::RoundingShift(static_cast<int32_t>((product + nudge) / (int64_t{1} << 31)), shift);
  }
};

// One axis of a bilinear sample.
struct Tap {
  int64_t low = 0, high = 0;
  float low_weight = 0, high_weight = 0;
  bool inside = false;

  Tap() = default;
  Tap(float position, int64_t size) {
    if (!(position >= -1.0f && position <= static_cast<float>(size))) return;
    inside = true;
    float p = std::max(position, 0.0f);
    low = static_cast<int64_t>(p);
    if (low >= size - 1) {
      low = high = size - 1;
      p = static_cast<float>(low);
    } else {
      high = low + 1;
    }
    high_weight = p - static_cast<float>(low);
    low_weight = 1.0f - high_weight;
  }
};

class Int8RoIAlignOp final : public int8::Int8Operator<RoIAlignArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    const Int8Tensor& input = X(0);
    const Tensor& rois_tensor = Input(1);
    const float* rois = rois_tensor.data<float>();
    Int8Tensor* output = Y();
    NETDEF_ENFORCE(input.scale / args_.scale < 255.0f && input.scale > 0, "[Int8RoIAlign] the scale of X (", input.scale,
                   ") over Y_scale (", args_.scale, ") must be positive and below 255");
    uint8_t* y = output->t.mutable_data<uint8_t>();
    input.t.data<uint8_t>();  // throws for any other type
    if (output->t.numel() == 0) return;
    NETDEF_ENFORCE(input.t.numel() > 0, "[Int8RoIAlign] X has no pixels: shape [", DimsString(input.t.dims()), "]");
    const int64_t columns = rois_tensor.dim(1), per_roi = output->t.numel() / rois_tensor.dim(0);
    ParallelFor(0, rois_tensor.dim(0), 1, [&](int64_t begin, int64_t end) {
      std::vector<int32_t> sums(static_cast<size_t>(input.t.dim(3)));
      for (int64_t r = begin; r < end; ++r) {
        const float* roi = rois + r * columns;
        Pool(input, columns == 5 ? roi[0] : 0.0f, columns == 5 ? roi + 1 : roi, y + r * per_roi, &sums);
      }
    });
  }

 private:
  // Samples along one axis; a guard against boxes that would take forever.
  int64_t Grid(float size, int bins) const {
    if (args_.sampling_ratio > 0) return args_.sampling_ratio;
    const float n = std::ceil(size / static_cast<float>(bins));
    NETDEF_ENFORCE(n >= 1 && n < 0x1p15f, "[Int8RoIAlign] a RoI spans ", size, " pixels");
    return static_cast<int64_t>(n);
  }

  void Pool(const Int8Tensor& input, float batch_index, const float* box, uint8_t* y, std::vector<int32_t>* sums) const {
    const Tensor& x = input.t;
    const int64_t height = x.dim(1), width = x.dim(2), channels = x.dim(3);
    NETDEF_ENFORCE(batch_index >= 0 && batch_index < static_cast<float>(x.dim(0)), "[Int8RoIAlign] a RoI lies in image ",
                   batch_index, " of ", x.dim(0));
    const uint8_t* image = x.data<uint8_t>() + static_cast<int64_t>(batch_index) * height * width * channels;
    const float x1 = box[0] * args_.spatial_scale, y1 = box[1] * args_.spatial_scale;
    const float roi_w = std::max(box[2] * args_.spatial_scale - x1, 1.0f);
    const float roi_h = std::max(box[3] * args_.spatial_scale - y1, 1.0f);
    const float bin_w = roi_w / static_cast<float>(args_.pooled_w), bin_h = roi_h / static_cast<float>(args_.pooled_h);
    const int64_t grid_h = Grid(roi_h, args_.pooled_h), grid_w = Grid(roi_w, args_.pooled_w);
    const int64_t count = grid_h * grid_w;
    NETDEF_ENFORCE(count < 32768, "[Int8RoIAlign] ", count, " samples in a bin are too many");
    const Fraction fraction(input.scale / (args_.scale * 255.0f * static_cast<float>(count)));
    const int32_t bias = -int8::Zero(input.zero_point) * 255 * static_cast<int32_t>(count);
    const int32_t zero = int8::Zero(args_.zero_point);
    for (int64_t ph = 0; ph < args_.pooled_h; ++ph) {
      for (int64_t pw = 0; pw < args_.pooled_w; ++pw) {
        std::fill(sums->begin(), sums->end(), bias);
        for (int64_t iy = 0; iy < grid_h; ++iy) {
          const Tap row(y1 + static_cast<float>(ph) * bin_h +
                            (static_cast<float>(iy) + 0.5f) * bin_h / static_cast<float>(grid_h), height);
          for (int64_t ix = 0; ix < grid_w && row.inside; ++ix) {
            const Tap column(x1 + static_cast<float>(pw) * bin_w +
                                 (static_cast<float>(ix) + 0.5f) * bin_w / static_cast<float>(grid_w), width);
            if (column.inside) Add(image, width, channels, row, column, sums->data());
          }
        }
        for (int64_t c = 0; c < channels; ++c) {
          const int32_t q = fraction.Times((*sums)[static_cast<size_t>(c)]) + zero;
          *y++ = static_cast<uint8_t>(std::min(std::max(q, 0), 255));
        }
      }
    }
  }

  static void Add(const uint8_t* image, int64_t width, int64_t channels, const Tap& row, const Tap& column,
                  int32_t* sums) {
    const auto byte = [](float weight) { return static_cast<int32_t>(std::lrint(weight * 255.0f)); };
    const int32_t w1 = byte(row.low_weight * column.low_weight), w2 = byte(row.low_weight * column.high_weight);
    const int32_t w3 = byte(row.high_weight * column.low_weight), w4 = byte(row.high_weight * column.high_weight);
    const uint8_t* p1 = image + (row.low * width + column.low) * channels;
    const uint8_t* p2 = image + (row.low * width + column.high) * channels;
    const uint8_t* p3 = image + (row.high * width + column.low) * channels;
    const uint8_t* p4 = image + (row.high * width + column.high) * channels;
    for (int64_t c = 0; c < channels; ++c) sums[c] += w1 * p1[c] + w2 * p2[c] + w3 * p3[c] + w4 * p4[c];
  }
};

OPERATOR_SCHEMA(Int8RoIAlign)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<RoIAlignArgs>()
    .Shape<RoIAlignArgs>(RoIAlignShape)
    .SetDoc("RoIAlign on a quantized image.\n\n"
            "Averages bilinear samples of each bin of each region, in integers; see RoIAlign.")
    .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
    .Input(1, "RoIs", "Float matrix of rows (batch index, x1, y1, x2, y2); without the index where N is 1.")
    .Output(0, "Y", "Int8Tensor of shape (R, pooled_h, pooled_w, C).");

REGISTER_CPU_OPERATOR(Int8RoIAlign, Int8RoIAlignOp);
INT8_NO_GRADIENT(Int8RoIAlign);

}  // namespace
}  // namespace netdef
