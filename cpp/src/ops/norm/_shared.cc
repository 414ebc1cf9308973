#include "ops/norm/_shared.h"

#include <algorithm>
#include <cmath>

#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

constexpr int64_t kWork = 16384;  // elements that are worth a thread

int64_t PlaneGrain(const ImageDims& dims) { return GrainFor(kWork, dims.pixels); }
int64_t PixelGrain(const ImageDims& dims) { return GrainFor(kWork, dims.channels); }

// visit(begin, end, image) over the pixels of all images, cut at the borders of images.
template <typename Visit>
void ForEachPixelRange(const ImageDims& dims, Visit visit) {
  if (dims.pixels == 0) return;
  ParallelFor(0, dims.batch * dims.pixels, PixelGrain(dims), [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t image = begin / dims.pixels, stop = std::min(end, (image + 1) * dims.pixels);
      visit(begin, stop, image);
      begin = stop;
    }
  });
}

}  // namespace

void SumPlanes(StorageOrder order, const ImageDims& dims, const float* a, const float* b, double* sum, double* dot) {
  if (order == StorageOrder::kNCHW) {
    ParallelFor(0, dims.batch * dims.channels, PlaneGrain(dims), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const float* pa = a + plane * dims.pixels;
        const float* pb = b + plane * dims.pixels;
        double s = 0, d = 0;
#pragma omp simd reduction(+ : s, d)
        for (int64_t i = 0; i < dims.pixels; ++i) {
          s += pa[i];
          d += static_cast<double>(pa[i]) * pb[i];
        }
        sum[plane] = s;
        dot[plane] = d;
      }
    });
    return;
  }
  for (int64_t n = 0; n < dims.batch; ++n) {
    const int64_t grain = kWork / std::max<int64_t>(1, dims.pixels) + 16;
    ParallelFor(0, dims.channels, grain, [&](int64_t begin, int64_t end) {
      double* s = sum + n * dims.channels;
      double* d = dot + n * dims.channels;
      std::fill(s + begin, s + end, 0.0);
      std::fill(d + begin, d + end, 0.0);
      for (int64_t i = 0; i < dims.pixels; ++i) {
        const float* pa = a + (n * dims.pixels + i) * dims.channels;
        const float* pb = b + (n * dims.pixels + i) * dims.channels;
#pragma omp simd
        for (int64_t c = begin; c < end; ++c) {
          s[c] += pa[c];
          d[c] += static_cast<double>(pa[c]) * pb[c];
        }
      }
    });
  }
}

void AffinePlanes(StorageOrder order, const ImageDims& dims, const float* x, PlaneValues a, PlaneValues b, float* y) {
  const int64_t channels = dims.channels;
  if (order == StorageOrder::kNCHW) {
    ParallelFor(0, dims.batch * channels, PlaneGrain(dims), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const float scale = a.of(plane / channels, channels)[plane % channels];
        const float shift = b.of(plane / channels, channels)[plane % channels];
        const int64_t first = plane * dims.pixels, last = first + dims.pixels;
#pragma omp simd
        for (int64_t i = first; i < last; ++i) y[i] = scale * x[i] + shift;
      }
    });
    return;
  }
  ForEachPixelRange(dims, [&](int64_t begin, int64_t end, int64_t image) {
    const float* scale = a.of(image, channels);
    const float* shift = b.of(image, channels);
    for (int64_t i = begin; i < end; ++i) {
      const float* px = x + i * channels;
      float* py = y + i * channels;
#pragma omp simd
      for (int64_t c = 0; c < channels; ++c) py[c] = scale[c] * px[c] + shift[c];
    }
  });
}

void CombinePlanes(StorageOrder order, const ImageDims& dims, const float* x, PlaneValues a, const float* y,
                   PlaneValues b, PlaneValues c, float* z) {
  const int64_t channels = dims.channels;
  if (order == StorageOrder::kNCHW) {
    ParallelFor(0, dims.batch * channels, PlaneGrain(dims), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        const int64_t n = plane / channels, k = plane % channels;
        const float va = a.of(n, channels)[k], vb = b.of(n, channels)[k], vc = c.of(n, channels)[k];
        const int64_t first = plane * dims.pixels, last = first + dims.pixels;
#pragma omp simd
        for (int64_t i = first; i < last; ++i) z[i] = va * x[i] + vb * y[i] + vc;
      }
    });
    return;
  }
  ForEachPixelRange(dims, [&](int64_t begin, int64_t end, int64_t image) {
    const float* va = a.of(image, channels);
    const float* vb = b.of(image, channels);
    const float* vc = c.of(image, channels);
    for (int64_t i = begin; i < end; ++i) {
      const float* px = x + i * channels;
      const float* py = y + i * channels;
      float* pz = z + i * channels;
#pragma omp simd
      for (int64_t k = 0; k < channels; ++k) pz[k] = va[k] * px[k] + vb[k] * py[k] + vc[k];
    }
  });
}

void SumImages(const ImageDims& dims, const double* planes, double* out) {
  std::fill(out, out + dims.channels, 0.0);
  for (int64_t n = 0; n < dims.batch; ++n) {
    for (int64_t c = 0; c < dims.channels; ++c) out[c] += planes[n * dims.channels + c];
  }
}

void CheckChannelVector(const TensorSpec& spec, int64_t channels, const char* what) {
  NETDEF_ENFORCE(NumElements(spec.dims) == channels, what, " must have one element for each of the ", channels,
                 " channels, got shape [", DimsString(spec.dims), "]");
}

void CheckGradientShape(const TensorSpec& dy, const TensorSpec& x) {
  NETDEF_ENFORCE(dy.dims == x.dims, "dY must have the shape of X [", DimsString(x.dims), "], got [", DimsString(dy.dims), "]");
}

AxisView::AxisView(const NormAxisArgs& args, const Dims& dims) {
  const int axis = CanonicalAxis(args.axis, dims);
  outer = SizeToDim(dims, axis);
  width = dims[static_cast<size_t>(axis)];
  inner = SizeFromDim(dims, axis + 1);
}

std::vector<TensorSpec> AxisShape(const NormAxisArgs& args, const ShapeInputs& in) {
  CanonicalAxis(args.axis, in[0].dims);
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

void GroupNormalizer::Prepare(StorageOrder order, const ImageDims& dims, int64_t groups) {
  order_ = order;
  dims_ = dims;
  groups_ = groups;
  const auto planes = static_cast<size_t>(NumElements({dims.batch, dims.channels}));
  sum_.resize(planes);
  dot_.resize(planes);
  a_.resize(planes);
  b_.resize(planes);
  c_.resize(planes);
  mean_.resize(static_cast<size_t>(NumElements({dims.batch, groups})));
  inv_std_.resize(mean_.size());
}

void GroupNormalizer::Statistics(const float* x, double epsilon, float* mean, float* inv_std) {
  SumPlanes(order_, dims_, x, x, sum_.data(), dot_.data());
  const int64_t width = GroupWidth();
  const double count = std::max<double>(1.0, static_cast<double>(width * dims_.pixels));
  for (int64_t group = 0; group < dims_.batch * groups_; ++group) {
    double sum = 0, squares = 0;
    for (int64_t c = group * width; c < (group + 1) * width; ++c) {
      sum += sum_[static_cast<size_t>(c)];
      squares += dot_[static_cast<size_t>(c)];
    }
    const double m = sum / count;
    mean[group] = static_cast<float>(m);
    inv_std[group] = static_cast<float>(1.0 / std::sqrt(std::max(0.0, squares / count - m * m) + epsilon));
  }
}

void GroupNormalizer::Forward(const float* x, double epsilon, const float* gamma, const float* beta, float* mean,
                              float* inv_std, float* y) {
  if (mean == nullptr) mean = mean_.data();
  if (inv_std == nullptr) inv_std = inv_std_.data();
  Statistics(x, epsilon, mean, inv_std);
  const int64_t width = GroupWidth();
  for (int64_t plane = 0; plane < dims_.batch * dims_.channels; ++plane) {
    const int64_t group = plane / width, c = plane % dims_.channels;
    const float scale = gamma[c] * inv_std[group];
    a_[static_cast<size_t>(plane)] = scale;
    b_[static_cast<size_t>(plane)] = beta[c] - mean[group] * scale;
  }
  AffinePlanes(order_, dims_, x, {a_.data(), true}, {b_.data(), true}, y);
}

// With h = (x - mean) * inv_std: dx = inv_std * (g - avg(g) - h * avg(g * h)) where g = gamma * dy and the averages
// are over the group; written as a * dy + b * x + c.
void GroupNormalizer::Gradient(const float* x, const float* gamma, const float* dy, const float* mean,
                               const float* inv_std, float* dx, float* dgamma, float* dbeta) {
  SumPlanes(order_, dims_, dy, x, sum_.data(), dot_.data());
  const int64_t width = GroupWidth();
  const double count = std::max<double>(1.0, static_cast<double>(width * dims_.pixels));
  for (int64_t group = 0; group < dims_.batch * groups_; ++group) {
    double sum = 0, dot = 0;
    for (int64_t plane = group * width; plane < (group + 1) * width; ++plane) {
      const double g = gamma[plane % dims_.channels];
      sum += g * sum_[static_cast<size_t>(plane)];
      dot += g * dot_[static_cast<size_t>(plane)];
    }
    const double m = mean[group], s = inv_std[group];
    const double b = (sum * m - dot) * s * s * s / count;
    const double c = -b * m - sum * s / count;
    for (int64_t plane = group * width; plane < (group + 1) * width; ++plane) {
      a_[static_cast<size_t>(plane)] = gamma[plane % dims_.channels] * inv_std[group];
      b_[static_cast<size_t>(plane)] = static_cast<float>(b);
      c_[static_cast<size_t>(plane)] = static_cast<float>(c);
    }
  }
  for (int64_t c = 0; c < dims_.channels; ++c) {
    double g = 0, b = 0;
    for (int64_t n = 0; n < dims_.batch; ++n) {
      const int64_t plane = n * dims_.channels + c, group = plane / width;
      g += (dot_[static_cast<size_t>(plane)] - mean[group] * sum_[static_cast<size_t>(plane)]) * inv_std[group];
      b += sum_[static_cast<size_t>(plane)];
    }
    dgamma[c] = static_cast<float>(g);
    dbeta[c] = static_cast<float>(b);
  }
  CombinePlanes(order_, dims_, dy, {a_.data(), true}, x, {b_.data(), true}, {c_.data(), true}, dx);
}

}  // namespace netdef
