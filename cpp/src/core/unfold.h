// Unfolding: the pixels under each tap of a window side by side in a matrix, so that convolution becomes a matrix
// product; and folding, which adds such a matrix back onto the image.
//
// Both work on a range of output rows (an output row is one position of all axes but the last), so that the matrix
// of a large image need not exist as a whole.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/window.h"

namespace netdef {

class Unfolder {
 public:
  Unfolder() = default;
  explicit Unfolder(const Window& window) : outer_(window.PaddedTo(1).axes), taps_(window.taps()) {
    inner_ = outer_.back();
    outer_.pop_back();
    in_pixels_ = window.in_pixels();
    rows_ = window.out_pixels() / std::max<int64_t>(1, inner_.out);
    outer_taps_ = taps_ / std::max<int64_t>(1, inner_.kernel);
  }

  int64_t rows() const { return rows_; }             // output rows
  int64_t row_pixels() const { return inner_.out; }  // output pixels in each
  int64_t taps() const { return taps_; }
  int64_t in_pixels() const { return in_pixels_; }

  // Scratch of one thread; keep it between calls, so that they allocate nothing.
  using Scratch = std::vector<int64_t>;

  // Planes: x is [channels, pixels], matrix is [channels * taps, (end - begin) * row_pixels].
  template <typename T>
  void UnfoldPlanes(const T* x, int64_t channels, int64_t begin, int64_t end, T padding, T* matrix,
                    Scratch* scratch) const {
    VisitPlanes(channels, begin, end, scratch, [&](int64_t at, int64_t source, const Span& span, int64_t pixels) {
      T* out = matrix + at;
      if (source < 0) {
        std::fill(out, out + pixels, padding);
        return;
      }
      const T* in = x + source + span.first;
      std::fill(out, out + span.begin, padding);
      if (inner_.stride == 1) {
        if (span.end > span.begin) std::memcpy(out + span.begin, in, static_cast<size_t>(span.end - span.begin) * sizeof(T));
      } else {
        for (int64_t i = span.begin; i < span.end; ++i) out[i] = in[(i - span.begin) * inner_.stride];
      }
      std::fill(out + span.end, out + pixels, padding);
    });
  }

  // Adds `matrix` onto x, which the caller has filled.
  template <typename T>
  void FoldPlanes(const T* matrix, int64_t channels, int64_t begin, int64_t end, T* x, Scratch* scratch) const {
    VisitPlanes(channels, begin, end, scratch, [&](int64_t at, int64_t source, const Span& span, int64_t) {
      if (source < 0) return;
      const T* in = matrix + at;
      T* out = x + source + span.first;
      const int64_t stride = inner_.stride;
      for (int64_t i = span.begin; i < span.end; ++i) out[(i - span.begin) * stride] += in[i];
    });
  }

  // Pixels: x is [pixels, pixel_stride], of which the first `channels` count; matrix is
  // [(end - begin) * row_pixels, taps * channels].
  template <typename T>
  void UnfoldPixels(const T* x, int64_t channels, int64_t pixel_stride, int64_t begin, int64_t end, T padding,
                    T* matrix, Scratch* scratch) const {
    VisitPixels(channels, begin, end, scratch, [&](int64_t at, int64_t pixel) {
      if (pixel < 0) {
        std::fill(matrix + at, matrix + at + channels, padding);
      } else {
        std::copy_n(x + pixel * pixel_stride, channels, matrix + at);
      }
    });
  }

  template <typename T>
  void FoldPixels(const T* matrix, int64_t channels, int64_t pixel_stride, int64_t begin, int64_t end, T* x,
                  Scratch* scratch) const {
    VisitPixels(channels, begin, end, scratch, [&](int64_t at, int64_t pixel) {
      if (pixel < 0) return;
      const T* in = matrix + at;
      T* out = x + pixel * pixel_stride;
      for (int64_t c = 0; c < channels; ++c) out[c] += in[c];
    });
  }

  // Outputs [begin, end) of a row that have tap `tap` of the last axis inside the image, and the
  // pixel of the first of them.
  struct Span {
    int64_t begin, end, first;
  };
  Span InnerSpan(int64_t tap) const {
    const WindowAxis& a = inner_;
    const int64_t shift = tap * a.dilation - a.pad_head;  // pixel of output 0
    Span span;
    span.begin = std::min(a.out, shift < 0 ? (-shift + a.stride - 1) / a.stride : 0);
    span.end = shift >= a.in ? 0 : std::min(a.out, (a.in - 1 - shift) / a.stride + 1);
    span.end = std::max(span.begin, span.end);
    span.first = span.begin * a.stride + shift;
    return span;
  }

  // Input row under each (outer tap, output row of [begin, end)), -1 for padding.
  void InputRows(int64_t begin, int64_t end, Scratch* scratch) const {
    const int64_t rows = end - begin;
    scratch->resize(static_cast<size_t>(NumElements({outer_taps_, rows})));
    for (int64_t tap = 0; tap < outer_taps_; ++tap) {
      for (int64_t r = 0; r < rows; ++r) {
        int64_t position = 0, scale = 1, rest_tap = tap, rest_row = begin + r;
        for (size_t i = outer_.size(); i-- > 0;) {
          const WindowAxis& a = outer_[i];
          const int64_t p = a.Position(rest_row % a.out, rest_tap % a.kernel);
          rest_row /= a.out;
          rest_tap /= a.kernel;
          position = p < 0 || p >= a.in || position < 0 ? -1 : position + p * scale;
          scale *= a.in;
        }
        (*scratch)[static_cast<size_t>(tap * rows + r)] = position;
      }
    }
  }

  const WindowAxis& inner() const { return inner_; }
  int64_t outer_taps() const { return outer_taps_; }

 private:
  // visit(offset in the matrix, offset of the input row or -1, span, pixels in the row)
  template <typename Visit>
  void VisitPlanes(int64_t channels, int64_t begin, int64_t end, Scratch* scratch, Visit visit) const {
    InputRows(begin, end, scratch);
    const int64_t rows = end - begin, width = inner_.out;
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t outer = 0; outer < outer_taps_; ++outer) {
        const int64_t* input_rows = scratch->data() + outer * rows;
        for (int64_t tap = 0; tap < inner_.kernel; ++tap) {
          const Span span = InnerSpan(tap);
          int64_t at = ((c * outer_taps_ + outer) * inner_.kernel + tap) * rows * width;
          for (int64_t r = 0; r < rows; ++r, at += width) {
            visit(at, input_rows[r] < 0 ? -1 : c * in_pixels_ + input_rows[r] * inner_.in, span, width);
          }
        }
      }
    }
  }

  // visit(offset in the matrix, input pixel or -1)
  template <typename Visit>
  void VisitPixels(int64_t channels, int64_t begin, int64_t end, Scratch* scratch, Visit visit) const {
    InputRows(begin, end, scratch);
    const int64_t rows = end - begin;
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t o = 0; o < inner_.out; ++o) {
        for (int64_t outer = 0; outer < outer_taps_; ++outer) {
          const int64_t row = (*scratch)[static_cast<size_t>(outer * rows + r)];
          int64_t at = ((r * inner_.out + o) * taps_ + outer * inner_.kernel) * channels;
          for (int64_t tap = 0; tap < inner_.kernel; ++tap, at += channels) {
            const int64_t p = inner_.Position(o, tap);
            visit(at, row < 0 || p < 0 || p >= inner_.in ? -1 : row * inner_.in + p);
          }
        }
      }
    }
  }

  std::vector<WindowAxis> outer_;
  WindowAxis inner_;
  int64_t taps_ = 0, outer_taps_ = 0, rows_ = 0, in_pixels_ = 0;
};

}  // namespace netdef
