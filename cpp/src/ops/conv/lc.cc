// LC: locally connected layer, a convolution whose filter differs at each output pixel.
// Y[n, m, p] = bias[p, m] + sum over c, k of filter[p, m, c, k] * X[n, c, p * stride - pad + k * dilation]
//
// LC1D, LC2D and LC3D are the same operator; the number of axes comes from the kernel.
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

// The filter is that of a convolution with the output's spatial dims in front.
ConvGeometry MakeGeometry(const ConvArgs& args, const Dims& x, const Dims& filter) {
  const size_t rank = args.kernels.size();
  NETDEF_ENFORCE_EQ(filter.size(), 2 * rank + 2, "the filter must have the output's ", rank,
                    " spatial dims before those of a convolution's filter, got shape [", DimsString(filter), "]");
  const ConvGeometry g = MakeConvGeometry(args, x, DimsFrom(filter, rank));
  NETDEF_ENFORCE(DimsBefore(filter, rank) == g.y.spatial, "the filter must begin with the spatial dims of the output [",
                 DimsString(g.y.spatial), "], got shape [", DimsString(filter), "]");
  return g;
}

Dims BiasDims(const ConvGeometry& g) { return ConcatDims(g.y.spatial, {g.y.channels}); }

std::vector<TensorSpec> LCShape(const ConvArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeGeometry(args, in[0].dims, in[1].dims);
  if (in.size() > 2) {
    NETDEF_ENFORCE(in[2].dims == BiasDims(g), "the bias must have shape [", DimsString(BiasDims(g)), "], got [",
                   DimsString(in[2].dims), "]");
  }
  return {TensorSpec(g.y.InOrder(g.order), DType::kFloat)};
}

// Which input element each weight of an output pixel's filter meets.
class Patches {
 public:
  void Prepare(const ConvGeometry& geometry) {
    g = geometry;
    const int64_t taps = g.taps();
    pixels_.assign(static_cast<size_t>(g.y.pixels * taps), 0);
    for (int64_t p = 0; p < g.y.pixels; ++p) {
      for (int64_t t = 0; t < taps; ++t) pixels_[static_cast<size_t>(p * taps + t)] = Pixel(p, t);
    }
  }

  // visit(offset in an image's elements, position in the row of weights) for the weights of a group at pixel p that
  // do not lie over padding.
  template <typename Visit>
  void ForEach(int64_t p, int64_t group, Visit visit) const {
    const int64_t taps = g.taps(), channels = g.group_inputs(), first = group * channels;
    const bool planes = g.order == StorageOrder::kNCHW;
    for (int64_t t = 0; t < taps; ++t) {
      const int64_t pixel = pixels_[static_cast<size_t>(p * taps + t)];
      if (pixel < 0) continue;
      for (int64_t c = 0; c < channels; ++c) {
        if (planes) {
          visit((first + c) * g.x.pixels + pixel, c * taps + t);
        } else {
          visit(pixel * g.x.channels + first + c, t * channels + c);
        }
      }
    }
  }
  int64_t image() const { return g.x.channels * g.x.pixels; }
  // Element of y for channel m at pixel p.
  int64_t OutputAt(int64_t n, int64_t m, int64_t p) const {
    return g.order == StorageOrder::kNCHW ? (n * g.y.channels + m) * g.y.pixels + p : (n * g.y.pixels + p) * g.y.channels + m;
  }

  ConvGeometry g;

 private:
  // Input pixel under a tap, -1 for padding.
  int64_t Pixel(int64_t p, int64_t tap) const {
    int64_t at = 0, scale = 1;
    for (size_t i = g.window.axes.size(); i-- > 0;) {
      const WindowAxis& a = g.window.axes[i];
      const int64_t x = a.Position(p % a.out, tap % a.kernel);
      if (x < 0 || x >= a.in) return -1;
      at += x * scale;
      scale *= a.in;
      p /= a.out;
      tap /= a.kernel;
    }
    return at;
  }

  std::vector<int64_t> pixels_;
};

class LCOp final : public KernelOperator<ConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { patches_.Prepare(MakeGeometry(args_, Input(0).dims(), Input(1).dims())); }
  void Compute() override {
    const ConvGeometry& g = patches_.g;
    const float* x = Input(0).data<float>();
    const float* filter = Input(1).data<float>();
    const float* bias = InputSize() > 2 ? Input(2).data<float>() : nullptr;
    float* y = Output(0)->mutable_data<float>();
    const int64_t depth = g.depth(), outputs = g.group_outputs();
    ParallelFor(0, g.y.pixels, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> patch(static_cast<size_t>(depth));
      for (int64_t p = begin; p < end; ++p) {
        for (int64_t n = 0; n < g.x.batch; ++n) {
          const float* image = x + n * patches_.image();
          for (int64_t group = 0; group < g.groups; ++group) {
            std::fill(patch.begin(), patch.end(), 0.0f);
            patches_.ForEach(p, group, [&](int64_t at, int64_t k) { patch[static_cast<size_t>(k)] = image[at]; });
            for (int64_t m = group * outputs; m < (group + 1) * outputs; ++m) {
              const float* w = filter + (p * g.y.channels + m) * depth;
              float sum = 0;
              for (int64_t k = 0; k < depth; ++k) sum += w[k] * patch[static_cast<size_t>(k)];
              y[patches_.OutputAt(n, m, p)] = bias == nullptr ? sum : sum + bias[p * g.y.channels + m];
            }
          }
        }
      }
    });
  }

 private:
  Patches patches_;
};

std::vector<TensorSpec> LCGradientShape(const ConvGradientArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeGeometry(args, in[0].dims, in[1].dims);
  return ConvGradientSpecs(args.no_bias, in, g.y.InOrder(g.order), BiasDims(g));
}

class LCGradientOp final : public KernelOperator<ConvGradientArgs> {
 public:
  LCGradientOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), out_(args_.no_bias, OutputSize()) {}

 protected:
  void Prepare() override { patches_.Prepare(MakeGeometry(args_, Input(0).dims(), Input(1).dims())); }
  void Compute() override {
    const ConvGeometry& g = patches_.g;
    const float* x = Input(0).data<float>();
    const float* filter = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    float* dfilter = Output(0)->mutable_data<float>();
    std::fill(dfilter, dfilter + Output(0)->numel(), 0.0f);
    float* dbias = Zeroed(out_.bias);
    float* dx = Zeroed(out_.input);
    const int64_t depth = g.depth(), outputs = g.group_outputs();
    for (int64_t p = 0; p < g.y.pixels; ++p) {
      for (int64_t n = 0; n < g.x.batch; ++n) {
        const int64_t image = n * patches_.image();
        for (int64_t m = 0; m < g.y.channels; ++m) {
          const int64_t row = p * g.y.channels + m;
          const float grad = dy[patches_.OutputAt(n, m, p)];
          if (dbias != nullptr) dbias[row] += grad;
          patches_.ForEach(p, m / outputs, [&](int64_t at, int64_t k) {
            dfilter[row * depth + k] += grad * x[image + at];
            if (dx != nullptr) dx[image + at] += grad * filter[row * depth + k];
          });
        }
      }
    }
  }

 private:
  float* Zeroed(int output) {
    if (output < 0) return nullptr;
    float* data = Output(output)->mutable_data<float>();
    std::fill(data, data + Output(output)->numel(), 0.0f);
    return data;
  }

  const ConvGradientOutputs out_;
  Patches patches_;
};

void LCSchema(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1)
      .Args<ConvArgs>()
      .Shape<ConvArgs>(LCShape)
      .SetDoc("Locally connected layer: a convolution with a filter of its own at each output pixel.")
      .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C] (1 to any number of spatial axes).")
      .Input(1, "filter", "[H', W', M, C / group, kernel...] for NCHW, [H', W', M, kernel..., C / group] for NHWC.")
      .Input(2, "bias", "Optional, [H', W', M].")
      .Output(0, "Y", "Image with M channels of H' x W' pixels.");
}

void LCGradientSchema(OpSchema& schema) {
  DescribeConvGradient(schema, "a locally connected layer");
  schema.Args<ConvGradientArgs>().Shape<ConvGradientArgs>(LCGradientShape);
}

OPERATOR_SCHEMA(LC).FillUsing(LCSchema);
OPERATOR_SCHEMA(LC1D).FillUsing(LCSchema);
OPERATOR_SCHEMA(LC2D).FillUsing(LCSchema);
OPERATOR_SCHEMA(LC3D).FillUsing(LCSchema);
OPERATOR_SCHEMA(LCGradient).FillUsing(LCGradientSchema);
OPERATOR_SCHEMA(LC1DGradient).FillUsing(LCGradientSchema);
OPERATOR_SCHEMA(LC2DGradient).FillUsing(LCGradientSchema);
OPERATOR_SCHEMA(LC3DGradient).FillUsing(LCGradientSchema);

REGISTER_CPU_OPERATOR(LC, LCOp);
REGISTER_CPU_OPERATOR(LC1D, LCOp);
REGISTER_CPU_OPERATOR(LC2D, LCOp);
REGISTER_CPU_OPERATOR(LC3D, LCOp);
REGISTER_CPU_OPERATOR(LCGradient, LCGradientOp);
REGISTER_CPU_OPERATOR(LC1DGradient, LCGradientOp);
REGISTER_CPU_OPERATOR(LC2DGradient, LCGradientOp);
REGISTER_CPU_OPERATOR(LC3DGradient, LCGradientOp);

REGISTER_GRADIENT(LC, ConvGradientMaker);
REGISTER_GRADIENT(LC1D, ConvGradientMaker);
REGISTER_GRADIENT(LC2D, ConvGradientMaker);
REGISTER_GRADIENT(LC3D, ConvGradientMaker);

}  // namespace
}  // namespace netdef
