#include "ops/conv/_shared.h"

#include <algorithm>

#include "base/grain.h"
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/math.h"
#include "netdef/parallel.h"

namespace netdef {

ConvGeometry MakeConvGeometry(const ConvArgs& args, const Dims& x, const Dims& filter) {
  ConvGeometry g;
  g.order = StorageOrderFromString(args.order);
  NETDEF_ENFORCE_EQ(x.size(), filter.size(), "Convolution op: image and filter must have as many dims, X.dim() == filter.dim()");
  g.x = ImageDims(x, g.order);
  const ImageDims weights(filter, g.order);  // its batch are the output channels
  NETDEF_ENFORCE(g.x.channels > 0 && g.x.pixels > 0, "Convolution op: the image is empty, its shape is [",
                 DimsString(x), "]");
  NETDEF_ENFORCE(args.global_pooling || args.kernels.size() == g.x.spatial.size(), "Convolution op: the kernel has ",
                 args.kernels.size(), " axes, the image has ", g.x.spatial.size());
  g.window = MakeWindow(args, g.x.spatial);
  g.groups = args.group;
  NETDEF_ENFORCE(g.groups > 0 && weights.channels > 0 && g.x.channels % g.groups == 0 &&
                     g.x.channels / g.groups == weights.channels,
                 "Convolution op: input channels does not match: # of input channels ", g.x.channels,
                 " is not equal to kernel channels * group: ", weights.channels, "*", g.groups);
  NETDEF_ENFORCE_EQ(weights.batch % g.groups, 0, "The number of output channels is not divisible by group.");
  for (size_t i = 0; i < g.window.axes.size(); ++i) {
    NETDEF_ENFORCE_EQ(weights.spatial[i], g.window.axes[i].kernel,
                      "Convolution op: the filter must have the kernel's size along spatial axis ", i);
  }
  g.y = ImageDims(g.x.batch, weights.batch, g.window.out());
  return g;
}

void ConvTransposeArgs::CompleteTransposed() {
  NETDEF_ENFORCE(legacy_pad != static_cast<int>(LegacyPad::kCaffe), "a transposed convolution knows no legacy_pad 3");
  if (adjs.empty()) adjs.assign(kernels.size(), 0);
  NETDEF_ENFORCE_EQ(adjs.size(), kernels.size(), "adj must have an entry for each entry of the kernel");
  for (size_t i = 0; i < adjs.size(); ++i) {
    NETDEF_ENFORCE(kernels[i] > 0, "kernel_[dim] > 0 does not hold: set kernel, kernel_h and kernel_w, or kernels");
    NETDEF_ENFORCE(adjs[i] >= 0 && adjs[i] <= strides[i], "adj must be between 0 and the stride ", strides[i], ", got ",
                   adjs[i]);
    NETDEF_ENFORCE(pads[i] >= 0 && pads[i + kernels.size()] >= 0, "pads must not be negative");
  }
}

ConvGeometry MakeConvTransposeGeometry(const ConvTransposeArgs& args, const Dims& input, const Dims& filter) {
  ConvGeometry g;
  g.order = StorageOrderFromString(args.order);
  g.groups = args.group;
  g.y = ImageDims(input, g.order);
  NETDEF_ENFORCE(g.y.channels > 0 && g.y.pixels > 0, "ConvTranspose: the image is empty, its shape is [",
                 DimsString(input), "]");
  NETDEF_ENFORCE_EQ(filter.size(), input.size(), "ConvTranspose: image and filter must have as many dims");
  const ImageDims weights(filter, g.order);  // its batch are the input channels
  const size_t rank = args.kernels.size();
  NETDEF_ENFORCE(rank == g.y.spatial.size(), "ConvTranspose: the kernel has ", rank, " axes, the image has ",
                 g.y.spatial.size());
  NETDEF_ENFORCE(weights.batch == g.y.channels, "ConvTranspose: the filter must have a row for each of the ",
                 g.y.channels, " input channels, got ", weights.batch);
  NETDEF_ENFORCE(g.groups > 0 && g.y.channels % g.groups == 0, "The number of input channels is not divisible by group.");
  NETDEF_ENFORCE(weights.channels > 0, "ConvTranspose: there are no output channels");
  Dims out;
  for (size_t i = 0; i < rank; ++i) {
    NETDEF_ENFORCE_EQ(weights.spatial[i], args.kernels[i], "ConvTranspose: the filter must have the kernel's size along spatial axis ", i);
    WindowAxis a{0, g.y.spatial[i], args.kernels[i], args.strides[i], 1, args.pads[i], args.pads[i + rank]};
    NETDEF_ENFORCE(a.out < (int64_t{1} << 31), "ConvTranspose: an image cannot have ", a.out, " pixels along an axis");
    a.in = (a.out - 1) * a.stride + a.kernel + args.adjs[i] - a.pad_head - a.pad_tail;
    NETDEF_ENFORCE(a.in >= 0, "ConvTranspose: the pads ", a.pad_head, " and ", a.pad_tail, " are larger than the output");
    out.push_back(a.in);
    g.window.axes.push_back(a);
  }
  g.x = ImageDims(g.y.batch, NumElements({weights.channels, g.groups}), out);
  return g;
}

void CheckConvBias(const Dims& bias, int64_t channels) {
  NETDEF_ENFORCE(bias.size() == 1 && bias[0] == channels, "bias must be a vector with one element for each of the ",
                 channels, " output channels, got shape [", DimsString(bias), "]");
}

std::vector<TensorSpec> ConvShape(const ConvArgs& args, const ShapeInputs& in) {
  const ConvGeometry g = MakeConvGeometry(args, in[0].dims, in[1].dims);
  if (in.size() > 2) CheckConvBias(in[2].dims, g.y.channels);
  return {TensorSpec(g.y.InOrder(g.order), DType::kFloat)};
}

void DescribeConv(OpSchema& schema) {
  schema.NumInputs(2, 3)
      .NumOutputs(1)
      .Args<ConvArgs>()
      .Shape<ConvArgs>(ConvShape)
      .Cost(ConvCost)
      .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C] (1 to any number of spatial axes).")
      .Input(1, "filter", "[M, C / group, kernel...] for NCHW, [M, kernel..., C / group] for NHWC.")
      .Input(2, "bias", "Optional, one element for each of the M output channels.")
      .Output(0, "Y", "Image with M channels.");
}

void DescribeConvGradient(OpSchema& schema, const std::string& what) {
  schema.NumInputs(3)
      .NumOutputs(1, 3)
      .SetDoc("Gradient of " + what + ".")
      .Input(0, "X", "Its input.")
      .Input(1, "filter", "Its filter.")
      .Input(2, "dY", "Gradient of its output.")
      .Output(0, "dfilter", "Gradient of the filter.")
      .Output(1, "dbias", "Gradient of the bias; with no_bias, dX takes this place.")
      .Output(2, "dX", "Gradient of X, if asked for.");
}

OpCost ConvCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>& /*out*/) {
  const ConvGeometry g = MakeConvGeometry(ParseArgs<ConvArgs>(arguments), in[0].dims, in[1].dims);
  const auto number = [](const Dims& dims) { return static_cast<double>(NumElements(dims)); };
  OpCost cost;
  const double outputs = number({g.y.batch, g.y.channels, g.y.pixels});
  cost.flops = outputs * (2.0 * static_cast<double>(g.depth()) + (in.size() > 2 ? 1 : 0));
  cost.params_bytes = 4 * number(in[1].dims);
  if (in.size() > 2) cost.params_bytes += 4 * number(in[2].dims);
  cost.bytes_read = 4 * number(in[0].dims) + cost.params_bytes;
  cost.bytes_written = 4 * outputs;
  return cost;
}

ConvGradientOutputs::ConvGradientOutputs(bool no_bias, int outputs) {
  NETDEF_ENFORCE(!(no_bias && outputs == 3), "If bias is not present, you should not have 3 grad output.");
  NETDEF_ENFORCE(no_bias || outputs >= 2, "with a bias, outputs for dfilter and dbias are needed, got ", outputs);
  bias = no_bias ? -1 : 1;
  input = outputs > bias + 1 && outputs > 1 ? std::max(bias, 0) + 1 : -1;
}

std::vector<TensorSpec> ConvGradientSpecs(bool no_bias, const ShapeInputs& in, const Dims& dy, const Dims& bias) {
  NETDEF_ENFORCE(in[2].dims == dy, "dY must have the shape of the output [", DimsString(dy), "], got [", DimsString(in[2].dims), "]");
  const ConvGradientOutputs out(no_bias, in.num_outputs);
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs), TensorSpec(in[1].dims, DType::kFloat));
  if (out.bias >= 0) specs[static_cast<size_t>(out.bias)].dims = bias;
  if (out.input >= 0) specs[static_cast<size_t>(out.input)].dims = in[0].dims;
  return specs;
}

std::vector<caffe2::OperatorDef> ConvGradientMaker::GetGradientDefs() {
  const bool bias = InputSize() == 3;
  std::vector<std::string> outputs{GI(1)};
  if (bias) outputs.push_back(GI(2));
  if (!Args().Get<bool>("no_gradient_to_input", false)) outputs.push_back(GI(0));
  std::vector<caffe2::OperatorDef> defs =
      SingleGradientDef(Def().type() + "Gradient", "", {I(0), I(1), GO(0)}, outputs);
  if (!bias) {
    caffe2::Argument* no_bias = defs[0].add_arg();
    no_bias->set_name("no_bias");
    no_bias->set_i(1);
  }
  return defs;
}

void PlainConvolution::Prepare(const ConvGeometry& geometry) {
  constexpr int64_t kMatrixFloats = 1 << 18, kTilePixels = 256, kThreadPixels = 48;
  g_ = geometry;
  unfolder_ = Unfolder(g_.window);
  jobs_ = NumElements({g_.x.batch, g_.groups});
  const int64_t rows = unfolder_.rows(), width = std::max<int64_t>(1, unfolder_.row_pixels());
  // A product over few pixels spends its time on the weights, so tiles stay above a number of them.
  int64_t pixels = std::max(kTilePixels, kMatrixFloats / std::max<int64_t>(1, g_.depth()));
  // Unless threads would have nothing to do.
  const int64_t share = jobs_ * rows * width / NumThreads() + 1;
  pixels = std::max(kThreadPixels, std::min(pixels, share));
  tile_rows_ = std::max<int64_t>(1, std::min(rows, (pixels + width - 1) / width));
  matrix_floats_ = static_cast<size_t>(NumElements({std::max<int64_t>(1, g_.depth()), tile_rows_, width}));
  tiles_ = (rows + tile_rows_ - 1) / tile_rows_;
}

// visit(image, group, first row, last row, scratch)
template <typename Visit>
void PlainConvolution::VisitJobs(int64_t first, int64_t last, Scratch* scratch, Visit visit) {
  scratch->matrix.resize(matrix_floats_);  // grows once
  for (int64_t i = first; i < last; ++i) {
    const int64_t job = i / tiles_, begin = i % tiles_ * tile_rows_;
    visit(job / g_.groups, job % g_.groups, begin, std::min(unfolder_.rows(), begin + tile_rows_), scratch);
  }
}

// By several threads, each with scratch of its own.
template <typename Visit>
void PlainConvolution::ForEachTile(Visit visit) {
  const int64_t count = jobs_ * tiles_, chunks = ChunkCount(count, 1);
  if (static_cast<int64_t>(scratch_.size()) < chunks) scratch_.resize(static_cast<size_t>(chunks));
  ParallelChunks(count, chunks, [&](int64_t chunk, int64_t first, int64_t last) {
    VisitJobs(first, last, &scratch_[static_cast<size_t>(chunk)], visit);
  });
}

namespace {

void AddToRows(int64_t rows, int64_t columns, int64_t stride, const float* values, float* matrix) {
  for (int64_t r = 0; r < rows; ++r) {
    float* row = matrix + r * stride;
    const float value = values[r];
#pragma omp simd
    for (int64_t i = 0; i < columns; ++i) row[i] += value;
  }
}

void AddToColumns(int64_t rows, int64_t columns, int64_t stride, const float* values, float* matrix) {
  for (int64_t r = 0; r < rows; ++r) {
    float* row = matrix + r * stride;
#pragma omp simd
    for (int64_t i = 0; i < columns; ++i) row[i] += values[i];
  }
}

}  // namespace

void PlainConvolution::Forward(const float* x, const float* filter, const float* bias, float* y) {
  using math::Trans;
  if (g_.IsDepthwise()) {
    return g_.order == StorageOrder::kNCHW ? DepthwisePlanes(x, filter, bias, y) : DepthwisePixels(x, filter, bias, y);
  }
  const int64_t inputs = g_.group_inputs(), outputs = g_.group_outputs(), depth = g_.depth();
  const bool pointwise = g_.window.IsPointwise();
  ForEachTile([&](int64_t n, int64_t group, int64_t begin, int64_t end, Scratch* scratch) {
    const int64_t first = begin * unfolder_.row_pixels(), pixels = (end - begin) * unfolder_.row_pixels();
    const float* w = filter + group * outputs * depth;
    float* matrix = scratch->matrix.data();
    if (g_.order == StorageOrder::kNCHW) {
      const float* image = x + (n * g_.x.channels + group * inputs) * g_.x.pixels;
      float* out = y + (n * g_.y.channels + group * outputs) * g_.y.pixels + first;
      if (!pointwise) unfolder_.UnfoldPlanes(image, inputs, begin, end, 0.0f, matrix, &scratch->rows);
      math::Gemm(Trans::kNo, Trans::kNo, outputs, pixels, depth, 1.0f, w, depth, pointwise ? image + first : matrix,
                 pointwise ? g_.x.pixels : pixels, 0.0f, out, g_.y.pixels);
      if (bias != nullptr) AddToRows(outputs, pixels, g_.y.pixels, bias + group * outputs, out);
    } else {
      const float* image = x + n * g_.x.pixels * g_.x.channels + group * inputs;
      float* out = y + (n * g_.y.pixels + first) * g_.y.channels + group * outputs;
      if (!pointwise) unfolder_.UnfoldPixels(image, inputs, g_.x.channels, begin, end, 0.0f, matrix, &scratch->rows);
      math::Gemm(Trans::kNo, Trans::kYes, pixels, outputs, depth, 1.0f,
                 pointwise ? image + first * g_.x.channels : matrix, pointwise ? g_.x.channels : depth, w, depth, 0.0f, out,
                 g_.y.channels);
      if (bias != nullptr) AddToColumns(pixels, outputs, g_.y.channels, bias + group * outputs, out);
    }
  });
}

// One channel sees one channel: nothing to multiply as matrices, the taps are added up where they lie.
void PlainConvolution::DepthwisePlanes(const float* x, const float* filter, const float* bias, float* y) const {
  const int64_t taps = g_.taps(), rows = unfolder_.rows(), width = unfolder_.row_pixels();
  const WindowAxis& inner = unfolder_.inner();
  ParallelFor(0, g_.x.batch * g_.x.channels, 1, [&](int64_t plane_begin, int64_t plane_end) {
    Unfolder::Scratch input_rows;
    unfolder_.InputRows(0, rows, &input_rows);
    for (int64_t plane = plane_begin; plane < plane_end; ++plane) {
      const float* in = x + plane * g_.x.pixels;
      const float* w = filter + plane % g_.x.channels * taps;
      float* out = y + plane * g_.y.pixels;
      std::fill(out, out + g_.y.pixels, bias == nullptr ? 0.0f : bias[plane % g_.x.channels]);
      for (int64_t outer = 0; outer < unfolder_.outer_taps(); ++outer) {
        for (int64_t r = 0; r < rows; ++r) {
          const int64_t row = input_rows[static_cast<size_t>(outer * rows + r)];
          if (row < 0) continue;
          for (int64_t tap = 0; tap < inner.kernel; ++tap) {
            const float weight = w[outer * inner.kernel + tap];
            const Unfolder::Span span = unfolder_.InnerSpan(tap);
            const int64_t count = span.end - span.begin;
            const float* from = in + row * inner.in + span.first;
            float* to = out + r * width + span.begin;
            if (inner.stride == 1) {
#pragma omp simd
              for (int64_t i = 0; i < count; ++i) to[i] += weight * from[i];
            } else {
              for (int64_t i = 0; i < count; ++i) to[i] += weight * from[i * inner.stride];
            }
          }
        }
      }
    }
  });
}

void PlainConvolution::DepthwisePixels(const float* x, const float* filter, const float* bias, float* y) {
  const int64_t taps = g_.taps(), rows = unfolder_.rows(), width = unfolder_.row_pixels(), channels = g_.x.channels;
  const WindowAxis& inner = unfolder_.inner();
  if (scratch_.empty()) scratch_.resize(1);
  std::vector<float>& weights = scratch_[0].matrix;  // [taps, channels]
  weights.resize(static_cast<size_t>(taps * channels));
  for (int64_t c = 0; c < channels; ++c) {
    for (int64_t tap = 0; tap < taps; ++tap) weights[static_cast<size_t>(tap * channels + c)] = filter[c * taps + tap];
  }
  Unfolder::Scratch& input_rows = scratch_[0].rows;
  unfolder_.InputRows(0, rows, &input_rows);
  ParallelFor(0, g_.x.batch * rows, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const float* image = x + i / rows * g_.x.pixels * channels;
      const int64_t r = i % rows;
      float* out = y + i * width * channels;
      if (bias == nullptr) {
        std::fill(out, out + width * channels, 0.0f);
      } else {
        for (int64_t o = 0; o < width; ++o) std::copy_n(bias, channels, out + o * channels);
      }
      for (int64_t outer = 0; outer < unfolder_.outer_taps(); ++outer) {
        const int64_t row = input_rows[static_cast<size_t>(outer * rows + r)];
        if (row < 0) continue;
        for (int64_t tap = 0; tap < inner.kernel; ++tap) {
          const float* w = weights.data() + (outer * inner.kernel + tap) * channels;
          const Unfolder::Span span = unfolder_.InnerSpan(tap);
          for (int64_t o = span.begin; o < span.end; ++o) {
            const float* from = image + (row * inner.in + inner.Position(o, tap)) * channels;
            float* to = out + o * channels;
#pragma omp simd
            for (int64_t c = 0; c < channels; ++c) to[c] += w[c] * from[c];
          }
        }
      }
    }
  });
}

void PlainConvolution::InputGradient(const float* filter, const float* dy, float* dx) {
  using math::Trans;
  const int64_t inputs = g_.group_inputs(), outputs = g_.group_outputs(), depth = g_.depth();
  std::fill(dx, dx + g_.x.batch * g_.x.channels * g_.x.pixels, 0.0f);
  if (outputs == 0) return;
  // Tiles of one job add to the same pixels, so a thread takes whole jobs; jobs share nothing.
  const int64_t chunks = ChunkCount(jobs_, 1);
  if (static_cast<int64_t>(scratch_.size()) < chunks) scratch_.resize(static_cast<size_t>(chunks));
  ParallelChunks(jobs_, chunks, [&](int64_t chunk, int64_t first_job, int64_t last_job) {
    VisitJobs(first_job * tiles_, last_job * tiles_, &scratch_[static_cast<size_t>(chunk)],
              [&](int64_t n, int64_t group, int64_t begin, int64_t end, Scratch* scratch) {
      const int64_t first = begin * unfolder_.row_pixels(), pixels = (end - begin) * unfolder_.row_pixels();
      const float* w = filter + group * outputs * depth;
      float* matrix = scratch->matrix.data();
      if (g_.order == StorageOrder::kNCHW) {
        math::Gemm(Trans::kYes, Trans::kNo, depth, pixels, outputs, 1.0f, w, depth,
                   dy + (n * g_.y.channels + group * outputs) * g_.y.pixels + first, g_.y.pixels, 0.0f, matrix, pixels);
        unfolder_.FoldPlanes(matrix, inputs, begin, end, dx + (n * g_.x.channels + group * inputs) * g_.x.pixels,
                             &scratch->rows);
      } else {
        math::Gemm(Trans::kNo, Trans::kNo, pixels, depth, outputs, 1.0f,
                   dy + (n * g_.y.pixels + first) * g_.y.channels + group * outputs, g_.y.channels, w, depth, 0.0f, matrix,
                   depth);
        unfolder_.FoldPixels(matrix, inputs, g_.x.channels, begin, end,
                             dx + n * g_.x.pixels * g_.x.channels + group * inputs, &scratch->rows);
      }
    });
  });
}

void PlainConvolution::FilterGradient(const float* x, const float* dy, float* dfilter) {
  using math::Trans;
  const int64_t inputs = g_.group_inputs(), outputs = g_.group_outputs(), depth = g_.depth();
  std::fill(dfilter, dfilter + g_.y.channels * depth, 0.0f);
  if (outputs == 0) return;
  if (scratch_.empty()) scratch_.resize(1);
  VisitJobs(0, jobs_ * tiles_, &scratch_[0], [&](int64_t n, int64_t group, int64_t begin, int64_t end, Scratch* scratch) {
    const int64_t first = begin * unfolder_.row_pixels(), pixels = (end - begin) * unfolder_.row_pixels();
    float* dw = dfilter + group * outputs * depth;
    float* matrix = scratch->matrix.data();
    if (g_.order == StorageOrder::kNCHW) {
      unfolder_.UnfoldPlanes(x + (n * g_.x.channels + group * inputs) * g_.x.pixels, inputs, begin, end, 0.0f, matrix,
                             &scratch->rows);
      math::Gemm(Trans::kNo, Trans::kYes, outputs, depth, pixels, 1.0f,
                 dy + (n * g_.y.channels + group * outputs) * g_.y.pixels + first, g_.y.pixels, matrix, pixels, 1.0f, dw,
                 depth);
    } else {
      unfolder_.UnfoldPixels(x + n * g_.x.pixels * g_.x.channels + group * inputs, inputs, g_.x.channels, begin, end,
                             0.0f, matrix, &scratch->rows);
      math::Gemm(Trans::kYes, Trans::kNo, outputs, depth, pixels, 1.0f,
                 dy + (n * g_.y.pixels + first) * g_.y.channels + group * outputs, g_.y.channels, matrix, depth, 1.0f, dw,
                 depth);
    }
  });
}

void AddChannelBias(StorageOrder order, const ImageDims& dims, const float* bias, float* y) {
  if (order == StorageOrder::kNHWC) {
    ParallelFor(0, dims.batch * dims.pixels, GrainFor(4096, dims.channels), [&](int64_t begin, int64_t end) {
      AddToColumns(end - begin, dims.channels, dims.channels, bias, y + begin * dims.channels);
    });
    return;
  }
  for (int64_t n = 0; n < dims.batch; ++n) {
    ParallelFor(0, dims.channels, GrainFor(16384, dims.pixels), [&](int64_t begin, int64_t end) {
      AddToRows(end - begin, dims.pixels, dims.pixels, bias + begin, y + (n * dims.channels + begin) * dims.pixels);
    });
  }
}

void SumChannels(StorageOrder order, const ImageDims& dims, const float* dy, float* dbias) {
  std::fill(dbias, dbias + dims.channels, 0.0f);
  if (order == StorageOrder::kNHWC) {
    for (int64_t i = 0; i < dims.batch * dims.pixels; ++i) {
      for (int64_t c = 0; c < dims.channels; ++c) dbias[c] += dy[i * dims.channels + c];
    }
    return;
  }
  ParallelFor(0, dims.channels, 1, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; ++c) {
      double sum = 0;
      for (int64_t n = 0; n < dims.batch; ++n) {
        const float* plane = dy + (n * dims.channels + c) * dims.pixels;
        for (int64_t i = 0; i < dims.pixels; ++i) sum += plane[i];
      }
      dbias[c] = static_cast<float>(sum);
    }
  });
}

}  // namespace netdef
