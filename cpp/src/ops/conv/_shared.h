// What convolutions have in common: arguments, the roles of their dims, and the plain kernels.
#pragma once

#include <vector>

#include "core/unfold.h"
#include "core/window.h"
#include "netdef/gradient.h"
#include "netdef/operator.h"

namespace netdef {

struct ConvArgs : WindowArgs {
  int group = 1;

  template <typename V>
  void Fields(V& v) {
    WindowArgs::Fields(v);
    v("group", group, "Number of groups: the output channels of a group see the input channels of that group alone.");
  }
};

struct ConvGradientArgs : ConvArgs {
  bool no_bias = false;

  template <typename V>
  void Fields(V& v) {
    ConvArgs::Fields(v);
    v("no_bias", no_bias, "The forward operator had no bias: the outputs are dfilter and, if there are two, dX.");
  }
};

// Outputs of the gradient operators: dfilter, dbias unless no_bias, and dX if one more is asked for.
struct ConvGradientOutputs {
  ConvGradientOutputs(bool no_bias, int outputs);
  int bias, input;  // index, -1 where it is not asked for
};
// Their shapes; the inputs are the image, the filter and dY, which must have the shape `dy`.
std::vector<TensorSpec> ConvGradientSpecs(bool no_bias, const ShapeInputs& in, const Dims& dy, const Dims& bias);

// A convolution from image x to image y. A transposed convolution is the same thing seen from the other end:
// its input is y, its output x.
struct ConvGeometry {
  StorageOrder order = StorageOrder::kNCHW;
  ImageDims x, y;
  Window window;
  int64_t groups = 1;

  int64_t taps() const { return window.taps(); }
  int64_t group_inputs() const { return x.channels / groups; }
  int64_t group_outputs() const { return y.channels / groups; }
  int64_t depth() const { return group_inputs() * taps(); }  // columns of a group's weight matrix
  bool IsDepthwise() const { return x.channels == groups && y.channels == groups; }
};

// Checks that the filter fits; throws otherwise. Filters are [outputs, inputs / groups, kernel...] (NCHW) or
// [outputs, kernel..., inputs / groups] (NHWC).
ConvGeometry MakeConvGeometry(const ConvArgs& args, const Dims& x, const Dims& filter);
void CheckConvBias(const Dims& bias, int64_t channels);
std::vector<TensorSpec> ConvShape(const ConvArgs& args, const ShapeInputs& in);

struct ConvTransposeArgs : ConvArgs {
  std::vector<int> adjs;

  template <typename V>
  void Fields(V& v) {
    int adj = 0, adj_h = 0, adj_w = 0;
    ConvArgs::Fields(v);
    v("adj", adj, "Pixels added at the end, the same along both axes of a plane.");
    v("adj_h", adj_h, "Pixels added at the bottom; counts only together with adj_w.");
    v("adj_w", adj_w, "Pixels added at the right.");
    v("adjs", adjs, "Pixels added at the end of each spatial axis.");
    if constexpr (V::kReads) {
      Spell(v.raw(), "adj", adj, {"adj_h", "adj_w"}, {adj_h, adj_w}, &adjs);
      CompleteTransposed();
    }
  }

 private:
  void CompleteTransposed();
};

struct ConvTransposeGradientArgs : ConvTransposeArgs {
  bool no_bias = false;

  template <typename V>
  void Fields(V& v) {
    ConvTransposeArgs::Fields(v);
    v("no_bias", no_bias, "The forward operator had no bias: the outputs are dfilter and, if there are two, dX.");
  }
};

// The convolution whose transpose this is: g.y is the input image, g.x the output.
// Filters are [inputs, outputs / groups, kernel...] or [inputs, kernel..., outputs / groups].
ConvGeometry MakeConvTransposeGeometry(const ConvTransposeArgs& args, const Dims& input, const Dims& filter);

// Two operations for each tap of each output element; for OpSchema::Cost.
OpCost ConvCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>& out);

// Inputs and outputs of Conv and kin, for OpSchema::FillUsing, and of the gradient operators of `what`.
void DescribeConv(OpSchema& schema);
void DescribeConvGradient(OpSchema& schema, const std::string& what);

// Convolution as a matrix product over unfolded images, and its two gradients.
class PlainConvolution {
 public:
  void Prepare(const ConvGeometry& geometry);
  void Forward(const float* x, const float* filter, const float* bias, float* y);  // bias may be nullptr
  void InputGradient(const float* filter, const float* dy, float* dx);
  // Sums over the batch in a fixed order, whatever the number of threads.
  void FilterGradient(const float* x, const float* dy, float* dfilter);

 private:
  struct Scratch {
    Unfolder::Scratch rows;
    std::vector<float> matrix;
  };
  template <typename Visit>
  void ForEachTile(Visit visit);
  template <typename Visit>
  void VisitJobs(int64_t first, int64_t last, Scratch* scratch, Visit visit);
  void DepthwisePlanes(const float* x, const float* filter, const float* bias, float* y) const;
  void DepthwisePixels(const float* x, const float* filter, const float* bias, float* y);

  ConvGeometry g_;
  Unfolder unfolder_;
  // A job is one group of one image; it is done in tiles of output rows whose unfolded matrix stays in cache.
  int64_t jobs_ = 0, tile_rows_ = 1, tiles_ = 0;
  size_t matrix_floats_ = 0;
  std::vector<Scratch> scratch_;  // one for each thread
};

// Maker for Conv, ConvTranspose and kin: `type`Gradient(X, filter, dY) -> dfilter, dbias, dX.
class ConvGradientMaker : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<caffe2::OperatorDef> GetGradientDefs() override;
};

// y[c] += bias[c] for every image and pixel.
void AddChannelBias(StorageOrder order, const ImageDims& dims, const float* bias, float* y);
// dbias[c] = sum of dy[c] over images and pixels.
void SumChannels(StorageOrder order, const ImageDims& dims, const float* dy, float* dbias);

}  // namespace netdef
