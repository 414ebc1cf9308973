// Patches of an image as columns of a matrix, for convolutions that are matrix products.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "caffe2/core/common.h"
#include "caffe2/core/types.h"
#include "caffe2/utils/math/utils.h"

namespace caffe2 {
namespace math {

namespace internal {

// Calls fn(position in the columns, in the image; -1 is padding). The columns are [C, KH, KW, H', W'] for NCHW and
// [H', W', G, KH, KW, C / G] for NHWC.
template <StorageOrder order, typename Fn>
void ForEachPatch(int channels, int height, int width, int kernel_h, int kernel_w, int dilation_h, int dilation_w, int pad_t,
                  int pad_l, int pad_b, int pad_r, int stride_h, int stride_w, int groups, Fn fn) {
  const int out_h = (height + pad_t + pad_b - (dilation_h * (kernel_h - 1) + 1)) / stride_h + 1;
  const int out_w = (width + pad_l + pad_r - (dilation_w * (kernel_w - 1) + 1)) / stride_w + 1;
  const int group = channels / groups;
  for (int c = 0; c < channels; ++c) {
    for (int kh = 0; kh < kernel_h; ++kh) {
      for (int kw = 0; kw < kernel_w; ++kw) {
        for (int oh = 0; oh < out_h; ++oh) {
          for (int ow = 0; ow < out_w; ++ow) {
            const int h = oh * stride_h - pad_t + kh * dilation_h, w = ow * stride_w - pad_l + kw * dilation_w;
            const bool inside = utils::IsAGeZeroAndALtB(h, height) && utils::IsAGeZeroAndALtB(w, width);
            if (order == NCHW) {
              fn((((int64_t{c} * kernel_h + kh) * kernel_w + kw) * out_h + oh) * out_w + ow,
                 inside ? (int64_t{c} * height + h) * width + w : -1);
            } else {
              fn(((((int64_t{oh} * out_w + ow) * groups + c / group) * kernel_h + kh) * kernel_w + kw) * group + c % group,
                 inside ? (int64_t{h} * width + w) * channels + c : -1);
            }
          }
        }
      }
    }
  }
}

// The same for any number of dimensions, channels first: col_shape is [C * kernel, out...], img_shape [C, in...].
template <typename Fn>
void ForEachPatchNd(int ndim, const int* img_shape, const int* col_shape, const int* kernel, const int* stride,
                    const int* dilation, const int* pad, Fn fn) {
  std::vector<int> out(col_shape + 1, col_shape + 1 + ndim), offset(ndim), index(ndim);
  int64_t outputs = 1, taps = 1;
  for (int i = 0; i < ndim; ++i) {
    outputs *= out[i];
    taps *= kernel[i];
  }
  for (int64_t row = 0; row < col_shape[0]; ++row) {
    int64_t tap = row % taps;
    for (int i = ndim - 1; i >= 0; --i) {
      offset[i] = static_cast<int>(tap % kernel[i]);
      tap /= kernel[i];
    }
    std::fill(index.begin(), index.end(), 0);
    for (int64_t at = 0; at < outputs; ++at) {
      int64_t from = row / taps;
      bool inside = true;
      for (int i = 0; i < ndim; ++i) {
        const int x = index[i] * stride[i] - pad[i] + offset[i] * dilation[i];
        inside = inside && utils::IsAGeZeroAndALtB(x, img_shape[i + 1]);
        from = from * img_shape[i + 1] + x;
      }
      fn(row * outputs + at, inside ? from : -1);
      utils::IncreaseIndexInDims(ndim, out.data(), index.data());
    }
  }
}

}  // namespace internal

template <typename T, class Context, StorageOrder order>
void Im2Col(int channels, int height, int width, int kernel_h, int kernel_w, int dilation_h, int dilation_w, int pad_t, int pad_l,
            int pad_b, int pad_r, int stride_h, int stride_w, const T* image, T* columns, Context* /*context*/, int groups = 1) {
  internal::ForEachPatch<order>(channels, height, width, kernel_h, kernel_w, dilation_h, dilation_w, pad_t, pad_l, pad_b, pad_r,
                                stride_h, stride_w, groups,
                                [&](int64_t col, int64_t img) { columns[col] = img < 0 ? T(0) : image[img]; });
}
// Adds up what Im2Col took apart.
template <typename T, class Context, StorageOrder order>
void Col2Im(int channels, int height, int width, int kernel_h, int kernel_w, int dilation_h, int dilation_w, int pad_t, int pad_l,
            int pad_b, int pad_r, int stride_h, int stride_w, const T* columns, T* image, Context* /*context*/, int groups = 1) {
  std::fill_n(image, int64_t{channels} * height * width, T(0));
  internal::ForEachPatch<order>(channels, height, width, kernel_h, kernel_w, dilation_h, dilation_w, pad_t, pad_l, pad_b, pad_r,
                                stride_h, stride_w, groups, [&](int64_t col, int64_t img) {
                                  if (img >= 0) image[img] += columns[col];
                                });
}
template <typename T, class Context, StorageOrder order = NCHW>
void Im2ColNd(int ndim, int /*img_size*/, int /*col_size*/, const int* img_shape, const int* col_shape, const int* kernel,
              const int* stride, const int* dilation, const int* pad, const T* image, T* columns, Context* /*context*/,
              int /*groups*/ = 1) {
  static_assert(order == NCHW, "Im2ColNd has channels first");
  internal::ForEachPatchNd(ndim, img_shape, col_shape, kernel, stride, dilation, pad,
                           [&](int64_t col, int64_t img) { columns[col] = img < 0 ? T(0) : image[img]; });
}
template <typename T, class Context, StorageOrder order = NCHW>
void Col2ImNd(int ndim, int img_size, int /*col_size*/, const int* img_shape, const int* col_shape, const int* kernel,
              const int* stride, const int* dilation, const int* pad, const T* columns, T* image, Context* /*context*/,
              int /*groups*/ = 1) {
  static_assert(order == NCHW, "Col2ImNd has channels first");
  std::fill_n(image, img_size, T(0));
  internal::ForEachPatchNd(ndim, img_shape, col_shape, kernel, stride, dilation, pad, [&](int64_t col, int64_t img) {
    if (img >= 0) image[img] += columns[col];
  });
}
// As 0.8 spelled them: a small c, and what is read comes first.
template <typename T, class Context, StorageOrder order>
void Im2col(const T* image, int channels, int height, int width, int kernel_h, int kernel_w, int dilation_h, int dilation_w, int pad_t,
            int pad_l, int pad_b, int pad_r, int stride_h, int stride_w, T* columns, Context* context) {
  Im2Col<T, Context, order>(channels, height, width, kernel_h, kernel_w, dilation_h, dilation_w, pad_t, pad_l, pad_b, pad_r, stride_h, stride_w,
                            image, columns, context);
}
template <typename T, class Context, StorageOrder order>
void Col2im(const T* columns, int channels, int height, int width, int kernel_h, int kernel_w, int dilation_h, int dilation_w, int pad_t,
            int pad_l, int pad_b, int pad_r, int stride_h, int stride_w, T* image, Context* context) {
  Col2Im<T, Context, order>(channels, height, width, kernel_h, kernel_w, dilation_h, dilation_w, pad_t, pad_l, pad_b, pad_r, stride_h, stride_w,
                            columns, image, context);
}
template <typename T, class Context, StorageOrder order>
void Im2colNd(const T* image, const int* img_shape, const int* col_shape, int img_size, int col_size, const int* kernel, const int* stride,
              const int* dilation, const int* pad, int ndim, T* columns, Context* context) {
  Im2ColNd<T, Context, order>(ndim, img_size, col_size, img_shape, col_shape, kernel, stride, dilation, pad, image, columns, context);
}
template <typename T, class Context, StorageOrder order>
void Col2imNd(const T* columns, const int* img_shape, const int* col_shape, int img_size, int col_size, const int* kernel, const int* stride,
              const int* dilation, const int* pad, int ndim, T* image, Context* context) {
  Col2ImNd<T, Context, order>(ndim, img_size, col_size, img_shape, col_shape, kernel, stride, dilation, pad, columns, image, context);
}
template <typename T, class Context>
void BiasCHW(const T* bias, const T* /*ones*/, int channels, int image_size, T* image, Context* /*context*/) {
  for (int c = 0; c < channels; ++c) {
    for (int i = 0; i < image_size; ++i) image[int64_t{c} * image_size + i] += bias[c];
  }
}

}  // namespace math
}  // namespace caffe2
