// LRN: local response normalisation across channels. With s = bias + alpha / size * (sum of x^2 over the window of
// `size` channels around each one): y = x * s^-beta. Windows of even size reach one channel further up than down.
// https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks
#include <algorithm>
#include <cmath>

#include "base/grain.h"
#include "core/image_layout.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

struct LRNArgs {
  int size = 0;
  float alpha = 0, beta = 0, bias = 1;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("size", size, "Channels in a window.");
    v("alpha", alpha, "Factor of the mean square.");
    v("beta", beta, "Exponent.");
    v("bias", bias, "Added to the mean square.");
    v("order", order, "NCHW or NHWC.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(size >= 0, "size must not be negative, got ", size);
      StorageOrderFromString(order);
    }
  }
};

// Pixels are taken in blocks that stay in cache with all their channels; element (c, i) of a block lies at
// c * channel_stride + i * pixel_stride.
class LRNBlocks {
 public:
  LRNBlocks() = default;
  LRNBlocks(const LRNArgs& args, const Dims& x)
      : dims_(x, StorageOrderFromString(args.order)), size_(args.size), before_((args.size - 1) / 2) {
    const bool planes = StorageOrderFromString(args.order) == StorageOrder::kNCHW;
    channel_stride_ = planes ? dims_.pixels : 1;
    pixel_stride_ = planes ? 1 : dims_.channels;
    block_ = planes ? kBlock : 1;
    blocks_ = (dims_.pixels + block_ - 1) / block_;
  }

  const ImageDims& dims() const { return dims_; }
  int64_t channel_stride() const { return channel_stride_; }
  int64_t floats() const { return dims_.channels * block_; }

  // visit(chunk, offset of the block, pixels in it); chunks are scratch memory of `floats`.
  template <typename Visit>
  void ForEach(int64_t chunks, Visit visit) const {
    ParallelChunks(dims_.batch * blocks_, chunks, [&](int64_t chunk, int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i % blocks_ * block_;
        visit(chunk, i / blocks_ * dims_.channels * dims_.pixels + first * pixel_stride_,
              std::min(block_, dims_.pixels - first));
      }
    });
  }
  int64_t Chunks() const { return ChunkCount(dims_.batch * blocks_, GrainFor(16384, floats())); }

  // out[c, :] = sum of in over the window of c; `mirrored`: over the channels whose window holds c. in and out are
  // [channels, n].
  void SumWindows(const float* in, int64_t n, bool mirrored, float* out) const {
    const int64_t down = mirrored ? size_ - 1 - before_ : before_, up = size_ - 1 - down;
    for (int64_t c = 0; c < dims_.channels; ++c) {
      float* sum = out + c * n;
      std::fill(sum, sum + n, 0.0f);
      if (size_ == 0) continue;
      const int64_t last = std::min(dims_.channels - 1, c + up);
      for (int64_t k = std::max<int64_t>(0, c - down); k <= last; ++k) {
        const float* from = in + k * n;
#pragma omp simd
        for (int64_t i = 0; i < n; ++i) sum[i] += from[i];
      }
    }
  }

 private:
  static constexpr int64_t kBlock = 64;

  ImageDims dims_;
  int64_t size_ = 0, before_ = 0, channel_stride_ = 1, pixel_stride_ = 1, block_ = 1, blocks_ = 0;
};

// y[i] = x[i]^-beta for x in a row.
void NegativePower(int64_t n, float beta, const float* x, float* y) {
  if (beta == 0.75f) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) y[i] = 1.0f / (std::sqrt(x[i]) * std::sqrt(std::sqrt(x[i])));
  } else if (beta == 0.5f) {
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) y[i] = 1.0f / std::sqrt(x[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) y[i] = std::pow(x[i], -beta);
  }
}

// scale = bias + alpha / size * window sums of x^2, as [channels, n].
void Scale(const LRNArgs& args, const LRNBlocks& blocks, const float* x, int64_t n, float* squares, float* scale) {
  const int64_t channels = blocks.dims().channels, stride = blocks.channel_stride();
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t i = 0; i < n; ++i) squares[c * n + i] = x[c * stride + i] * x[c * stride + i];
  }
  blocks.SumWindows(squares, n, false, scale);
  const float factor = args.alpha / static_cast<float>(std::max(1, args.size));
  for (int64_t i = 0; i < channels * n; ++i) scale[i] = args.bias + factor * scale[i];
}

class LRNOp final : public KernelOperator<LRNArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { blocks_ = LRNBlocks(args_, Input(0).dims()); }
  void Compute() override {
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    float* scale_out = OutputSize() > 1 ? Output(1)->mutable_data<float>() : nullptr;
    const int64_t chunks = blocks_.Chunks(), floats = blocks_.floats();
    scratch_.resize(static_cast<size_t>(2 * chunks * floats));
    blocks_.ForEach(chunks, [&](int64_t chunk, int64_t at, int64_t n) {
      float* power = scratch_.data() + 2 * chunk * floats;
      float* scale = power + floats;
      const int64_t channels = blocks_.dims().channels, stride = blocks_.channel_stride();
      Scale(args_, blocks_, x + at, n, power, scale);
      NegativePower(channels * n, args_.beta, scale, power);
      for (int64_t c = 0; c < channels; ++c) {
        for (int64_t i = 0; i < n; ++i) y[at + c * stride + i] = x[at + c * stride + i] * power[c * n + i];
        if (scale_out != nullptr) std::copy_n(scale + c * n, n, scale_out + at + c * stride);
      }
    });
  }

 private:
  LRNBlocks blocks_;
  std::vector<float> scratch_;
};

std::vector<TensorSpec> LRNGradientShape(const LRNArgs&, const ShapeInputs& in) {
  for (size_t i : {1, 2}) {
    NETDEF_ENFORCE(in[i].dims == in[0].dims, "X, Y and dY must have one shape, got [", DimsString(in[0].dims), "] and [",
                   DimsString(in[i].dims), "]");
  }
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

// dx[c] = dy[c] * s[c]^-beta - 2 * alpha * beta / size * x[c] * (sum of dy * y / s over the windows that hold c)
class LRNGradientOp final : public KernelOperator<LRNArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { blocks_ = LRNBlocks(args_, Input(0).dims()); }
  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* y = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const int64_t chunks = blocks_.Chunks(), floats = blocks_.floats();
    scratch_.resize(static_cast<size_t>(3 * chunks * floats));
    const float factor = 2 * args_.alpha * args_.beta / static_cast<float>(std::max(1, args_.size));
    blocks_.ForEach(chunks, [&](int64_t chunk, int64_t at, int64_t n) {
      float* power = scratch_.data() + 3 * chunk * floats;
      float* scale = power + floats;
      float* sums = scale + floats;
      const int64_t channels = blocks_.dims().channels, stride = blocks_.channel_stride();
      Scale(args_, blocks_, x + at, n, power, scale);
      NegativePower(channels * n, args_.beta, scale, power);
      for (int64_t c = 0; c < channels; ++c) {
        for (int64_t i = 0; i < n; ++i) scale[c * n + i] = dy[at + c * stride + i] * y[at + c * stride + i] / scale[c * n + i];
      }
      blocks_.SumWindows(scale, n, true, sums);
      for (int64_t c = 0; c < channels; ++c) {
        for (int64_t i = 0; i < n; ++i) {
          const int64_t k = at + c * stride + i;
          dx[k] = dy[k] * power[c * n + i] - factor * x[k] * sums[c * n + i];
        }
      }
    });
  }

 private:
  LRNBlocks blocks_;
  std::vector<float> scratch_;
};

OPERATOR_SCHEMA(LRN)
    .NumInputs(1)
    .NumOutputs(1, 2)
    .Args<LRNArgs>()
    .Shape<LRNArgs>([](const LRNArgs& args, const ShapeInputs& in) {
      ImageDims(in[0].dims, StorageOrderFromString(args.order));
      return std::vector<TensorSpec>(static_cast<size_t>(in.num_outputs), TensorSpec(in[0].dims, DType::kFloat));
    })
    .SetDoc("Local response normalisation across channels.\n\n"
            "Source: [Krizhevsky et al., 2012]"
            "(https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks).")
    .Differs("size 0 means no window (Caffe2 gives NaN), and the gradient of even windows in NHWC order is the right one.")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Output(0, "Y", "Normalised image.")
    .Output(1, "Y_scale", "Optional, what is raised to -beta.");

OPERATOR_SCHEMA(LRNGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<LRNArgs>()
    .Shape<LRNArgs>(LRNGradientShape)
    .SetDoc("Gradient of LRN.")
    .Input(0, "X", "Input of LRN.")
    .Input(1, "Y", "Its output.")
    .Input(2, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(LRN, LRNOp);
REGISTER_CPU_OPERATOR(LRNGradient, LRNGradientOp);
SIMPLE_GRADIENT(LRN, "LRNGradient", {I(0), O(0), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
