// MaxRoiPool of ONNX: regions of an image, each bin of whole pixels pooled to its largest. https://arxiv.org/abs/1504.08083
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct MaxRoiPoolArgs {
  std::vector<int64_t> pooled_shape;
  float spatial_scale = 1;

  template <typename V>
  void Fields(V& v) {
    v.Required("pooled_shape", pooled_shape, "Height and width of the result.");
    v("spatial_scale", spatial_scale, "From the regions' coordinates to those of the image.");
    if constexpr (V::kReads) NETDEF_ENFORCE(pooled_shape.size() == 2 && pooled_shape[0] > 0 && pooled_shape[1] > 0, "pooled_shape must be two positive numbers");
  }
};

class MaxRoiPoolOp final : public WidenedOperator<MaxRoiPoolArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int64_t rows = args_.pooled_shape[0], columns = args_.pooled_shape[1];
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* y = Output(0)->mutable_data<T>();
      for (int64_t r = 0; r < Input(1).dim(0); ++r) {
        int64_t roi[5];
        for (int k = 0; k < 5; ++k) {
          const double value = static_cast<double>(Input(1).data<T>()[r * 5 + k]) * (k == 0 ? 1 : static_cast<double>(args_.spatial_scale));
          NETDEF_ENFORCE(std::abs(value) < 1e7, "[MaxRoiPool] a region has the coordinate ", value);
          roi[k] = static_cast<int64_t>(std::round(value));
        }
        NETDEF_ENFORCE(roi[0] >= 0 && roi[0] < dims[0], "[MaxRoiPool] expected numbers of images of 0 to ", dims[0] - 1, ", got ", roi[0]);
        const double height = static_cast<double>(std::max<int64_t>(roi[4] - roi[2] + 1, 1)) / static_cast<double>(rows), width = static_cast<double>(std::max<int64_t>(roi[3] - roi[1] + 1, 1)) / static_cast<double>(columns);
        for (int64_t i = 0; i < dims[1] * rows * columns; ++i) {
          const int64_t c = i / (rows * columns), row = i / columns % rows, column = i % columns;
          const T* plane = Input(0).data<T>() + (roi[0] * dims[1] + c) * dims[2] * dims[3];
          const auto edge = [](double x, int64_t start, int64_t extent) { return std::clamp<int64_t>(static_cast<int64_t>(x) + start, 0, extent); };
          const int64_t top = edge(std::floor(static_cast<double>(row) * height), roi[2], dims[2]), bottom = edge(std::ceil(static_cast<double>(row + 1) * height), roi[2], dims[2]),
                        left = edge(std::floor(static_cast<double>(column) * width), roi[1], dims[3]), right = edge(std::ceil(static_cast<double>(column + 1) * width), roi[1], dims[3]);
          bool empty = true;
          T best = 0;
          for (int64_t h = top; h < bottom; ++h) {
            for (int64_t w = left; w < right; ++w) {
              best = empty ? plane[h * dims[3] + w] : std::max(best, plane[h * dims[3] + w]);
              empty = false;
            }
          }
          y[r * dims[1] * rows * columns + i] = best;
        }
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(MaxRoiPool)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<MaxRoiPoolArgs>()
    .Shape<MaxRoiPoolArgs>([](const MaxRoiPoolArgs& args, const ShapeInputs& in) {
      CheckImage(in[0].dims);
      NETDEF_ENFORCE(in[1].dims.size() == 2 && in[1].dims[1] == 5 && in[1].dtype == in[0].dtype, "expected regions [R, 5] of the type of X, got [", DimsString(in[1].dims), "]");
      return OneSpec({in[1].dims[0], in[0].dims[1], args.pooled_shape[0], args.pooled_shape[1]}, in[0].dtype);
    })
    .SetDoc("Regions of images in one size.\n\nSource: [Girshick, 2015](https://arxiv.org/abs/1504.08083).")
    .Input(0, "X", "[N, C, H, W].")
    .Input(1, "rois", "[R, 5]: image, left, top, right, bottom.")
    .Output(0, "Y", "[R, C, pooled_shape...].");

REGISTER_ONNX_OPERATOR(MaxRoiPool, MaxRoiPoolOp);

}  // namespace
}  // namespace netdef
