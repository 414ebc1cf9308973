// What pooling operators have in common: arguments, shape rules, schemas, and an operator that reduces each window with a functor.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/grain.h"
#include "core/window.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {

// Checks what pooling asks of a window beyond what WindowArgs checks.
void CheckPoolWindow(const WindowArgs& args);

struct PoolArgs : WindowArgs {
  template <typename V>
  void Fields(V& v) {
    WindowArgs::Fields(v);
    if constexpr (V::kReads) CheckPoolWindow(*this);
  }
};

// The image, what comes out, and the window as one of three axes.
struct PoolGeometry {
  StorageOrder order = StorageOrder::kNCHW;
  ImageDims x, y;
  WindowAxis depth, height, width;

  int64_t taps() const { return NumElements({depth.kernel, height.kernel, width.kernel}); }
};

PoolGeometry MakePoolGeometry(const WindowArgs& args, const Dims& x);
std::vector<TensorSpec> PoolShape(const WindowArgs& args, const ShapeInputs& in);
std::vector<TensorSpec> PoolGradientShape(const WindowArgs& args, const ShapeInputs& in);

// Taps [first, last) of an axis inside the image.
struct TapRange {
  int64_t first, last;
  TapRange(const WindowAxis& axis, int64_t output) : first(axis.FirstTap(output)), last(axis.LastTap(output)) {}
  int64_t count() const { return std::max<int64_t>(0, last - first); }
};

// Reduces every window. `Reduce` has
//   static/const float Start(), Add(float sum, float x), Join(float sum, float sum), Finish(float sum, taps inside).
// Windows that see nothing of the image give 0, as in Caffe2.
template <typename Reduce>
class PoolPass {
 public:
  explicit PoolPass(Reduce reduce) : reduce_(reduce) {}

  void Run(const PoolGeometry& g, const float* x, float* y) {
    g.order == StorageOrder::kNCHW ? Planes(g, x, y) : Pixels(g, x, y);
  }

 private:
  // Windows are boxes: first the rows under a row of windows are joined to one, then that row along itself.
  void Planes(const PoolGeometry& g, const float* x, float* y) {
    const int64_t planes = g.x.batch * g.x.channels;
    const int64_t work = g.y.pixels / std::max<int64_t>(1, g.width.out) * g.height.kernel * g.depth.kernel * g.width.in;
    const int64_t chunks = ChunkCount(planes, GrainFor(8192, work));
    rows_.resize(std::max(rows_.size(), static_cast<size_t>(chunks * g.width.in)));
    ParallelChunks(planes, chunks, [&](int64_t chunk, int64_t first, int64_t last) {
      float* row = rows_.data() + chunk * g.width.in;
      for (int64_t plane = first; plane < last; ++plane) {
        const float* in = x + plane * g.x.pixels;
        float* out = y + plane * g.y.pixels;
        for (int64_t d = 0; d < g.depth.out; ++d) {
          for (int64_t h = 0; h < g.height.out; ++h, out += g.width.out) {
            const TapRange deep(g.depth, d), high(g.height, h);
            JoinRows(g, in, d, deep, h, high, row);
            ReduceRow(g.width, row, deep.count() * high.count(), out);
          }
        }
      }
    });
  }

  void JoinRows(const PoolGeometry& g, const float* plane, int64_t d, const TapRange& deep, int64_t h,
                const TapRange& high, float* row) const {
    const int64_t width = g.width.in;
    bool empty = true;
    for (int64_t i = deep.first; i < deep.last; ++i) {
      for (int64_t j = high.first; j < high.last; ++j) {
        const float* in = plane + (g.depth.Position(d, i) * g.height.in + g.height.Position(h, j)) * width;
        if (empty) {
          for (int64_t w = 0; w < width; ++w) row[w] = reduce_.Add(reduce_.Start(), in[w]);
          empty = false;
        } else {
          for (int64_t w = 0; w < width; ++w) row[w] = reduce_.Add(row[w], in[w]);
        }
      }
    }
  }

  void ReduceRow(const WindowAxis& axis, const float* row, int64_t rows, float* out) const {
    for (int64_t o = 0; o < axis.out; ++o) {
      const TapRange wide(axis, o);
      const int64_t taps = rows * wide.count();
      if (taps == 0) {
        out[o] = 0;
        continue;
      }
      const float* first = row + axis.Position(o, wide.first);
      float sum = reduce_.Start();
      for (int64_t i = 0; i < wide.count(); ++i) sum = reduce_.Join(sum, first[i]);
      out[o] = reduce_.Finish(sum, taps);
    }
  }

  void Pixels(const PoolGeometry& g, const float* x, float* y) const {
    const int64_t channels = g.x.channels, rows = g.depth.out * g.height.out;
    ParallelFor(0, g.x.batch * rows, GrainFor(8192, g.width.out * g.taps() * channels), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        const float* image = x + i / rows * g.x.pixels * channels;
        const int64_t d = i % rows / g.height.out, h = i % g.height.out;
        for (int64_t w = 0; w < g.width.out; ++w) ReducePixel(g, image, d, h, w, y + (i * g.width.out + w) * channels);
      }
    });
  }

  void ReducePixel(const PoolGeometry& g, const float* image, int64_t d, int64_t h, int64_t w, float* out) const {
    const int64_t channels = g.x.channels;
    const TapRange deep(g.depth, d), high(g.height, h), wide(g.width, w);
    const int64_t taps = deep.count() * high.count() * wide.count();
    std::fill(out, out + channels, taps == 0 ? 0.0f : reduce_.Start());
    if (taps == 0) return;
    for (int64_t i = deep.first; i < deep.last; ++i) {
      for (int64_t j = high.first; j < high.last; ++j) {
        const int64_t row = (g.depth.Position(d, i) * g.height.in + g.height.Position(h, j)) * g.width.in;
        for (int64_t k = wide.first; k < wide.last; ++k) {
          const float* in = image + (row + g.width.Position(w, k)) * channels;
          for (int64_t c = 0; c < channels; ++c) out[c] = reduce_.Add(out[c], in[c]);
        }
      }
    }
    for (int64_t c = 0; c < channels; ++c) out[c] = reduce_.Finish(out[c], taps);
  }

  const Reduce reduce_;
  std::vector<float> rows_;  // one for each thread
};

// Reduce is made of the arguments and the geometry.
template <typename Reduce, typename Args>
class PoolOp final : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Prepare() override {
    geometry_ = MakePoolGeometry(this->args_, this->Input(0).dims());
    pass_.emplace(Reduce(this->args_, geometry_));
  }
  void Compute() override {
    pass_->Run(geometry_, this->Input(0).template data<float>(), this->Output(0)->template mutable_data<float>());
  }

 private:
  PoolGeometry geometry_;
  std::optional<PoolPass<Reduce>> pass_;
};

// Calls visit(input offset, output offset, taps inside the image) for each pixel under each window, image by image
// (NHWC) or plane by plane; the visitor may add to what belongs to the input pixel.
template <typename Visit>
void ForEachTap(const PoolGeometry& g, Visit visit) {
  const bool planes = g.order == StorageOrder::kNCHW;
  const int64_t channels = planes ? 1 : g.x.channels;  // in a row in memory
  const int64_t jobs = planes ? g.x.batch * g.x.channels : g.x.batch;
  ParallelFor(0, jobs, 1, [&](int64_t begin, int64_t end) {
    for (int64_t job = begin; job < end; ++job) {
      int64_t output = job * g.y.pixels * channels;
      for (int64_t d = 0; d < g.depth.out; ++d) {
        for (int64_t h = 0; h < g.height.out; ++h) {
          for (int64_t w = 0; w < g.width.out; ++w, output += channels) {
            const TapRange deep(g.depth, d), high(g.height, h), wide(g.width, w);
            const int64_t taps = deep.count() * high.count() * wide.count();
            if (taps == 0) continue;
            for (int64_t i = deep.first; i < deep.last; ++i) {
              for (int64_t j = high.first; j < high.last; ++j) {
                const int64_t row = (g.depth.Position(d, i) * g.height.in + g.height.Position(h, j)) * g.width.in;
                int64_t input = (job * g.x.pixels + row + g.width.Position(w, wide.first)) * channels;
                for (int64_t k = wide.first; k < wide.last; ++k) {
                  for (int64_t c = 0; c < channels; ++c, ++input) visit(input, output + c, taps);
                }
              }
            }
          }
        }
      }
    }
  });
}

// (X, Y, dY) -> dX: Gradient::Add(arguments, geometry, X, Y, dy, dx) adds to dx, which is full of zeros.
template <typename Gradient, typename Args>
class PoolGradientOp final : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Prepare() override { geometry_ = MakePoolGeometry(this->args_, this->Input(0).dims()); }
  void Compute() override {
    float* dx = this->Output(0)->template mutable_data<float>();
    std::fill_n(dx, this->Output(0)->numel(), 0.0f);
    Gradient::Add(this->args_, geometry_, this->Input(0), this->Input(1), this->Input(2).template data<float>(), dx);
  }

 private:
  PoolGeometry geometry_;
};

template <typename Args>
void PoolSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<Args>()
      .template Shape<Args>(PoolShape)
      .Input(0, "X", "Image of up to three spatial axes, [N, C, H, W] or [N, H, W, C].")
      .Output(0, "Y", "Image with as many channels.");
}

template <typename Args>
void PoolGradientSchema(OpSchema& schema) {
  schema.NumInputs(3)
      .NumOutputs(1)
      .Args<Args>()
      .template Shape<Args>(PoolGradientShape)
      .Input(0, "X", "Input of the pooling.")
      .Input(1, "Y", "Its output.")
      .Input(2, "dY", "Gradient of Y.")
      .Output(0, "dX", "Gradient of X.");
}

}  // namespace netdef
