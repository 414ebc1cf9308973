// ResizeNearest3D: output voxel (t, h, w) is input voxel (floor(t / temporal_scale), floor(h / height_scale),
// floor(w / width_scale)), or the last one along an axis.
#include <array>

#include "base/grain.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/image/_shared.h"

namespace netdef {
namespace {

struct Resize3DArgs : ResizeArgs {
  float temporal_scale = 1;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    ResizeArgs::Fields(v);
    v("temporal_scale", temporal_scale, "Factor of the number of frames.");
    v("order", order, "NCHW (that is [N, C, T, H, W]), the only one supported.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(order == "NCHW", "Not implemented for storage order ", order);
      NETDEF_ENFORCE(temporal_scale > 0, "temporal_scale must be positive, got ", temporal_scale);
    }
  }
  std::array<float, 3> scales() const { return {temporal_scale, height_scale, width_scale}; }
};

Dims ScaledDims(const Resize3DArgs& args, Dims x) {
  NETDEF_ENFORCE_EQ(x.size(), 5u, "expected frames [N, C, T, H, W], got shape [", DimsString(x), "]");
  for (size_t i = 0; i < 3; ++i) x[2 + i] = ScaledSize(x[2 + i], args.scales()[i]);
  return x;
}

std::vector<TensorSpec> Resize3DShape(const Resize3DArgs& args, const ShapeInputs& in) {
  return {TensorSpec(ScaledDims(args, in[0].dims), DType::kFloat)};
}

std::vector<TensorSpec> Resize3DGradientShape(const Resize3DArgs& args, const ShapeInputs& in) {
  const Dims dy = ScaledDims(args, in[1].dims);
  NETDEF_ENFORCE(in[0].dims == dy, "dY must have shape [", DimsString(dy), "], got [", DimsString(in[0].dims), "]");
  return {TensorSpec(in[1].dims, DType::kFloat)};
}

template <bool kGradient>
class Resize3DOp final : public KernelOperator<Resize3DArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const Dims& small = Input(kGradient ? 1 : 0).dims();
    large_ = ScaledDims(args_, small);
    for (size_t axis = 0; axis < 3; ++axis) {
      sources_[axis].resize(static_cast<size_t>(large_[2 + axis]));
      for (int64_t i = 0; i < large_[2 + axis]; ++i) {
        sources_[axis][static_cast<size_t>(i)] = static_cast<int64_t>(
            std::min(static_cast<float>(i) / args_.scales()[axis], static_cast<float>(small[2 + axis] - 1)));
      }
    }
  }
  void Compute() override {
    const float* in = Input(0).data<float>();
    float* out = Output(0)->mutable_data<float>();
    if (kGradient) std::fill(out, out + Output(0)->numel(), 0.0f);
    if (NumElements(large_) == 0) return;
    const Dims& small = Input(kGradient ? 1 : 0).dims();
    NETDEF_ENFORCE(NumElements(small) > 0, "frames without pixels cannot be enlarged");
    const int64_t small_plane = small[2] * small[3] * small[4], large_plane = large_[2] * large_[3] * large_[4];
    ParallelFor(0, small[0] * small[1], GrainFor(8192, large_plane), [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        int64_t l = plane * large_plane;
        for (int64_t t : sources_[0]) {
          for (int64_t h : sources_[1]) {
            const int64_t row = plane * small_plane + (t * small[3] + h) * small[4];
            for (int64_t w : sources_[2]) {
              if constexpr (kGradient) {
                out[row + w] += in[l++];
              } else {
                out[l++] = in[row + w];
              }
            }
          }
        }
      }
    });
  }

 private:
  Dims large_;
  std::vector<int64_t> sources_[3];  // where each frame, row and column comes from
};

OPERATOR_SCHEMA(ResizeNearest3D)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<Resize3DArgs>()
    .Shape<Resize3DArgs>(Resize3DShape)
    .SetDoc("Resizes videos by taking the nearest voxel before each.")
    .Input(0, "X", "Frames, [N, C, T, H, W].")
    .Output(0, "Y", "Resized frames.")
    .Differs("any positive scale is served; Caffe2 knew 2 for height and width, 1 and 2 for time.");

OPERATOR_SCHEMA(ResizeNearest3DGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<Resize3DArgs>()
    .Shape<Resize3DArgs>(Resize3DGradientShape)
    .SetDoc("Gradient of ResizeNearest3D.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of ResizeNearest3D; only its shape is used.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(ResizeNearest3D, Resize3DOp<false>);
REGISTER_CPU_OPERATOR(ResizeNearest3DGradient, Resize3DOp<true>);
SIMPLE_GRADIENT(ResizeNearest3D, "ResizeNearest3DGradient", {GO(0), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
