#include "ops/conv/_few_outputs.h"

#include <algorithm>
#include <utility>

#include "base/grain.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace few_outputs {
namespace {

// y[i] += sum of w[k] * x[i + k * step]
template <int kTaps>
NETDEF_SIMD void AddTaps(const float* x, int64_t step, const float* w, int64_t n, float* y) {
  const float w0 = w[0], w1 = kTaps > 1 ? w[1] : 0, w2 = kTaps > 2 ? w[2] : 0, w3 = kTaps > 3 ? w[3] : 0;
  const float *x1 = x + (kTaps > 1 ? step : 0), *x2 = x + (kTaps > 2 ? 2 * step : 0), *x3 = x + (kTaps > 3 ? 3 * step : 0);
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    float sum = w0 * x[i];
    if (kTaps > 1) sum += w1 * x1[i];
    if (kTaps > 2) sum += w2 * x2[i];
    if (kTaps > 3) sum += w3 * x3[i];
    y[i] += sum;
  }
}

void AddRow(const float* x, int64_t step, const float* w, int64_t taps, int64_t n, float* y) {
  for (; taps >= 4; taps -= 4, w += 4, x += 4 * step) AddTaps<4>(x, step, w, n, y);
  if (taps == 3) AddTaps<3>(x, step, w, n, y);
  if (taps == 2) AddTaps<2>(x, step, w, n, y);
  if (taps == 1) AddTaps<1>(x, step, w, n, y);
}

class FewOutputs final : public compile::PlainKernel {
 public:
  FewOutputs(const ConvGeometry& g, const ActivationFunction& activation, std::vector<float> filter, std::vector<float> bias)
      : g_(g), rows_(g.window.axes[0]), columns_(g.window.axes[1]), activation_(activation), filter_(std::move(filter)), bias_(std::move(bias)) {
    height_ = rows_.in + rows_.pad_head + rows_.pad_tail;
    width_ = columns_.in + columns_.pad_head + columns_.pad_tail;
  }
  std::string implementation() const override { return "lines"; }
  size_t scratch_bytes() const override { return static_cast<size_t>(g_.x.channels * height_ * width_) * sizeof(float); }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    float* const staged = static_cast<float*>(scratch);
    for (int64_t image = 0; image < g_.x.batch; ++image) {
      Stage(operands[0].data<const float>() + image * g_.x.channels * g_.x.pixels, staged);
      float* y = operands[1].data<float>() + image * g_.y.channels * g_.y.pixels;
      ParallelFor(0, g_.y.channels * rows_.out, GrainFor(65536, g_.depth() * columns_.out), [&](int64_t begin, int64_t end) {
        for (int64_t line = begin; line < end; ++line) Line(staged, line / rows_.out, line % rows_.out, y + line * columns_.out);
      });
    }
  }

 private:
  // The image with its padding.
  void Stage(const float* x, float* to) const {
    ParallelFor(0, g_.x.channels, GrainFor(65536, height_ * width_), [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c) {
        float* plane = to + c * height_ * width_;
        std::fill_n(plane, height_ * width_, 0.0f);
        for (int64_t r = 0; r < rows_.in; ++r) std::copy_n(x + (c * rows_.in + r) * columns_.in, columns_.in, plane + (r + rows_.pad_head) * width_ + columns_.pad_head);
      }
    });
  }

  void Line(const float* staged, int64_t output, int64_t row, float* y) const {
    std::fill_n(y, columns_.out, bias_[static_cast<size_t>(output)]);
    const float* w = filter_.data() + output * g_.depth();
    for (int64_t c = 0; c < g_.x.channels; ++c) {
      for (int64_t k = 0; k < rows_.kernel; ++k, w += columns_.kernel) {
        AddRow(staged + (c * height_ + row * rows_.stride + k * rows_.dilation) * width_, columns_.dilation, w, columns_.kernel, columns_.out, y);
      }
    }
    activation_.Apply(y, columns_.out);
  }

  const ConvGeometry g_;
  const WindowAxis rows_, columns_;
  const ActivationFunction activation_;
  const std::vector<float> filter_, bias_;
  int64_t height_, width_;  // of the image with its padding
};

}  // namespace

bool Serves(const ConvGeometry& g) {
  if (g.groups != 1 || g.window.axes.size() != 2 || g.y.channels > 2 || g.x.batch * g.x.channels == 0) return false;
  const WindowAxis &rows = g.window.axes[0], &columns = g.window.axes[1];
  for (const WindowAxis* a : {&rows, &columns}) {
    if (a->pad_head < 0 || a->pad_tail < 0 || a->dilation < 1) return false;
    if ((a->out - 1) * a->stride + (a->kernel - 1) * a->dilation >= a->in + a->pad_head + a->pad_tail) return false;
  }
  // Where the pass that makes an image plain costs little, and lines fill vectors.
  return columns.stride == 1 && columns.out >= 16 && rows.out > 0 && rows.kernel * columns.kernel >= 4;
}

std::shared_ptr<const compile::Kernel> MakeKernel(const ConvGeometry& g, const ActivationFunction& activation, std::vector<float> filter, std::vector<float> bias) {
  return std::make_shared<FewOutputs>(g, activation, std::move(filter), std::move(bias));
}

}  // namespace few_outputs
}  // namespace netdef
