#include "ops/detection/_roi_align.h"

namespace netdef {
namespace detection {

Sample::Sample(float y, float x, int64_t height, int64_t width) {
  const auto inside = [](float p, int64_t size) { return p >= -1.0f && p <= static_cast<float>(size); };
  if (!inside(y, height) || !inside(x, width)) return;
  const auto split = [](float p, int64_t size, int64_t* low, int64_t* high, float* rest) {
    p = std::max(p, 0.0f);
    *low = static_cast<int64_t>(p);
    if (*low >= size - 1) {
      *low = *high = size - 1;
      *rest = 0.0f;
    } else {
      *high = *low + 1;
      *rest = p - static_cast<float>(*low);
    }
  };
  int64_t y0, y1, x0, x1;
  float dy, dx;
  split(y, height, &y0, &y1, &dy);
  split(x, width, &x0, &x1, &dx);
  pixel[0] = y0 * width + x0;
  pixel[1] = y0 * width + x1;
  pixel[2] = y1 * width + x0;
  pixel[3] = y1 * width + x1;
  weight[0] = (1.0f - dy) * (1.0f - dx);
  weight[1] = (1.0f - dy) * dx;
  weight[2] = dy * (1.0f - dx);
  weight[3] = dy * dx;
}

void SampleRegion(const RoIAlignArgs& args, const float* row, int64_t columns, bool rotated, const ImageDims& image,
                  RegionSamples* out) {
  const int64_t dim = rotated ? 5 : 4;
  const float index = columns > dim ? *row++ : 0.0f;
  NETDEF_ENFORCE(index >= 0 && index < static_cast<float>(image.batch), "a RoI lies in image ", index, " of ",
                 image.batch);
  out->image = static_cast<int64_t>(index);
  const float scale = args.spatial_scale, offset = args.aligned ? 0.5f : 0.0f;
  const float start_x = row[0] * scale - offset, start_y = row[1] * scale - offset;  // or the centre
  float width = rotated ? row[2] * scale : row[2] * scale - offset - start_x;
  float height = rotated ? row[3] * scale : row[3] * scale - offset - start_y;
  if (args.aligned) {
    NETDEF_ENFORCE(width >= 0 && height >= 0, "RoIs do not have non-negative size: ", width, " x ", height, " pixels");
  } else {
    width = std::max(width, 1.0f);
    height = std::max(height, 1.0f);
  }
  const float bin_w = width / static_cast<float>(args.pooled_w), bin_h = height / static_cast<float>(args.pooled_h);
  const auto grid = [&](float bin) {
    if (args.sampling_ratio > 0) return static_cast<int64_t>(args.sampling_ratio);
    const float n = std::ceil(bin);
    NETDEF_ENFORCE(n >= 0 && n < 4096.0f, "a bin of a RoI spans ", bin, " pixels");
    return static_cast<int64_t>(n);
  };
  const int64_t rows = grid(bin_h), samples_per_row = grid(bin_w);
  NETDEF_ENFORCE(rows * samples_per_row <= (int64_t{1} << 26) / args.pooled_h / args.pooled_w, "a RoI takes ",
                 rows * samples_per_row, " samples for each bin");
  out->count = rows * samples_per_row;
  out->samples.clear();
  const float theta = rotated ? row[4] * static_cast<float>(3.14159265358979323846 / 180.0) : 0.0f;
  const float cosine = std::cos(theta), sine = std::sin(theta);
  const float first_y = rotated ? -height / 2.0f : start_y, first_x = rotated ? -width / 2.0f : start_x;
  for (int64_t ph = 0; ph < args.pooled_h; ++ph) {
    for (int64_t pw = 0; pw < args.pooled_w; ++pw) {
      for (int64_t iy = 0; iy < rows; ++iy) {
        const float y = first_y + static_cast<float>(ph) * bin_h +
                        (static_cast<float>(iy) + 0.5f) * bin_h / static_cast<float>(rows);
        for (int64_t ix = 0; ix < samples_per_row; ++ix) {
          const float x = first_x + static_cast<float>(pw) * bin_w +
                          (static_cast<float>(ix) + 0.5f) * bin_w / static_cast<float>(samples_per_row);
          const float at_y = rotated ? y * cosine - x * sine + start_y : y;
          const float at_x = rotated ? y * sine + x * cosine + start_x : x;
          out->samples.emplace_back(at_y, at_x, image.spatial[0], image.spatial[1]);
        }
      }
    }
  }
}

std::vector<TensorSpec> RoIAlignShape(const RoIAlignArgs& args, const ShapeInputs& in, bool rotated) {
  const Dims &x = in[0].dims, &rois = in[1].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "features must have 4 dimensions");
  const ImageDims image(x, StorageOrderFromString(args.order));
  const int64_t dim = rotated ? 5 : 4;
  NETDEF_ENFORCE(rois.size() == 2 && (rois[1] == dim + 1 || rois[1] == dim),
                 "RoIs must have ", dim + 1, " columns (", dim, " for the first image), got shape [", DimsString(rois), "]");
  return {TensorSpec(ImageDims(rois[0], image.channels, {args.pooled_h, args.pooled_w})
                         .InOrder(StorageOrderFromString(args.order)),
                     DType::kFloat)};
}

namespace {

// Where an element of an image lies: for both layouts.
struct Strides {
  int64_t image, channel, pixel;
  Strides(const ImageDims& dims, StorageOrder order)
      : image(dims.channels * dims.pixels),
        channel(order == StorageOrder::kNCHW ? dims.pixels : 1),
        pixel(order == StorageOrder::kNCHW ? 1 : dims.channels) {}
};

// Runs fn(region, samples, first channel, last channel) so that all regions meet all channels; no two threads share a
// channel of the features where `by_channel`, or a region where not.
template <typename Fn>
void EachRegion(const RoIAlignArgs& args, const Tensor& rois, bool rotated, const ImageDims& image, bool by_channel,
                Fn&& fn) {
  const float* rows = rois.data<float>();
  const int64_t count = rois.dim(0), columns = rois.dim(1);
  const auto visit = [&](int64_t first_region, int64_t last_region, int64_t first_channel, int64_t last_channel) {
    RegionSamples region;
    for (int64_t r = first_region; r < last_region; ++r) {
      SampleRegion(args, rows + r * columns, columns, rotated, image, &region);
      fn(r, region, first_channel, last_channel);
    }
  };
  if (by_channel) {
    ParallelFor(0, image.channels, 1, [&](int64_t begin, int64_t end) { visit(0, count, begin, end); });
  } else {
    ParallelFor(0, count, 1, [&](int64_t begin, int64_t end) { visit(begin, end, 0, image.channels); });
  }
}

}  // namespace

template <bool kRotated>
void RoIAlignOp<kRotated>::Compute() {
  const StorageOrder order = StorageOrderFromString(args_.order);
  const ImageDims image(Input(0).dims(), order);
  const float* x = Input(0).data<float>();
  Tensor* output = Output(0);
  float* y = output->mutable_data<float>();
  Input(1).data<float>();  // throws for another type
  if (output->numel() == 0) return;
  NETDEF_ENFORCE(image.pixels > 0, "features have no pixels: shape [", DimsString(Input(0).dims()), "]");
  const ImageDims pooled(output->dims(), order);
  const Strides in(image, order), out(pooled, order);
  EachRegion(args_, Input(1), kRotated, image, false,
             [&](int64_t r, const RegionSamples& region, int64_t first, int64_t last) {
    const float* features = x + region.image * in.image;
    float* to = y + r * out.image;
    const auto count = static_cast<float>(std::max<int64_t>(region.count, 1));
    if (order == StorageOrder::kNCHW) {
      for (int64_t c = first; c < last; ++c) {
        const float* plane = features + c * in.channel;
        const Sample* sample = region.samples.data();
        for (int64_t bin = 0; bin < pooled.pixels; ++bin) {
          float sum = 0;
          for (int64_t i = 0; i < region.count; ++i, ++sample) {
            sum += sample->weight[0] * plane[sample->pixel[0]] + sample->weight[1] * plane[sample->pixel[1]] +
                   sample->weight[2] * plane[sample->pixel[2]] + sample->weight[3] * plane[sample->pixel[3]];
          }
          to[c * out.channel + bin] = sum / count;
        }
      }
      return;
    }
    const Sample* sample = region.samples.data();
    for (int64_t bin = 0; bin < pooled.pixels; ++bin) {
      float* row = to + bin * out.pixel;
      std::fill(row, row + image.channels, 0.0f);
      for (int64_t i = 0; i < region.count; ++i, ++sample) {
        for (int k = 0; k < 4; ++k) {
          const float* from = features + sample->pixel[k] * in.pixel;
          const float weight = sample->weight[k];
          for (int64_t c = 0; c < image.channels; ++c) row[c] += weight * from[c];
        }
      }
      for (int64_t c = 0; c < image.channels; ++c) row[c] /= count;
    }
  });
}

template <bool kRotated>
void RoIAlignGradientOp<kRotated>::Compute() {
  const StorageOrder order = StorageOrderFromString(args_.order);
  const ImageDims image(Input(0).dims(), order);
  ShapeInputs forward;
  forward.specs = {input_spec(0), input_spec(1)};
  const Dims expected = RoIAlignShape(args_, forward, kRotated)[0].dims;
  NETDEF_ENFORCE(Input(2).dims() == expected, "dY must have the shape of Y, [", DimsString(expected), "], got [",
                 DimsString(Input(2).dims()), "]");
  const float* dy = Input(2).data<float>();
  Input(1).data<float>();  // throws for another type
  float* dx = Output(0)->mutable_data<float>();
  std::fill(dx, dx + Output(0)->numel(), 0.0f);
  if (Input(2).numel() == 0) return;
  NETDEF_ENFORCE(image.pixels > 0, "features have no pixels: shape [", DimsString(Input(0).dims()), "]");
  const ImageDims pooled(expected, order);
  const Strides in(image, order), out(pooled, order);
  EachRegion(args_, Input(1), kRotated, image, true,
             [&](int64_t r, const RegionSamples& region, int64_t first, int64_t last) {
    const auto count = static_cast<float>(std::max<int64_t>(region.count, 1));
    for (int64_t c = first; c < last; ++c) {
      float* plane = dx + region.image * in.image + c * in.channel;
      const float* from = dy + r * out.image + c * out.channel;
      const Sample* sample = region.samples.data();
      for (int64_t bin = 0; bin < pooled.pixels; ++bin) {
        const float share = from[bin * out.pixel] / count;
        for (int64_t i = 0; i < region.count; ++i, ++sample) {
          for (int k = 0; k < 4; ++k) plane[sample->pixel[k] * in.pixel] += share * sample->weight[k];
        }
      }
    }
  });
}

template class RoIAlignOp<false>;
template class RoIAlignOp<true>;
template class RoIAlignGradientOp<false>;
template class RoIAlignGradientOp<true>;

}  // namespace detection
}  // namespace netdef
