// BBoxTransform: regresses region proposals by the deltas a network predicts for each class, and clips the boxes.
#include "ops/detection/_boxes.h"

namespace netdef {
namespace {

using detection::BoxArgs;

struct TransformArgs : BoxArgs {
  std::vector<float> weights{1, 1, 1, 1};
  bool apply_scale = true;
  bool rotated = false;

  template <typename V>
  void Fields(V& v) {
    BoxArgs::Fields(v);
    v("weights", weights, "What the four deltas dx, dy, dw, dh are divided by.");
    v("apply_scale", apply_scale, "Scale the boxes to the network's input; else they are in pixels of the original image.");
    v("rotated", rotated, "Boxes are (centre x, centre y, width, height, angle).");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_EQ(weights.size(), 4u, "[BBoxTransform] weights must be four");
      for (float w : weights) NETDEF_ENFORCE(w != 0, "[BBoxTransform] weights must not be zero");
    }
  }
};

std::vector<TensorSpec> TransformShape(const TransformArgs& args, const ShapeInputs& in) {
  const Dims &rois = in[0].dims, &deltas = in[1].dims, &info = in[2].dims;
  const int64_t dim = args.rotated ? 5 : 4;
  NETDEF_ENFORCE(rois.size() == 2 && (rois[1] == dim || rois[1] == dim + 1), "[BBoxTransform] expects RoIs of ", dim,
                 " columns, one more with the batch index, got shape [", DimsString(rois), "]");
  NETDEF_ENFORCE(deltas.size() == 2 && deltas[0] == rois[0] && deltas[1] % dim == 0, "[BBoxTransform] expects deltas of ",
                 dim, " columns for each class and a row for each of ", rois[0], " RoIs, got shape [",
                 DimsString(deltas), "]");
  NETDEF_ENFORCE(info.size() == 2 && info[1] == 3, "[BBoxTransform] expects im_info of 3 columns, got shape [",
                 DimsString(info), "]");
  NETDEF_ENFORCE(rois[1] == dim + 1 || info[0] == 1, "[BBoxTransform] RoIs without a batch index need a single image, got ",
                 info[0]);
  return {TensorSpec(deltas, DType::kFloat), TensorSpec({info[0]}, DType::kFloat)};
}

class BBoxTransformOp final : public KernelOperator<TransformArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &rois = Input(0), &deltas = Input(1), &info = Input(2);
    const int dim = args_.rotated ? 5 : 4;
    const int64_t count = rois.dim(0), columns = rois.dim(1), images = info.dim(0), classes = deltas.dim(1) / dim;
    const float *roi = rois.data<float>(), *delta = deltas.data<float>(), *size = info.data<float>();
    float* y = Output(0)->mutable_data<float>();
    std::vector<float> splits(static_cast<size_t>(images), 0.0f);
    int64_t previous = 0;
    for (int64_t i = 0; i < count; ++i) {
      const float* row = roi + i * columns;
      const bool indexed = columns == dim + 1;
      const float index = indexed ? row[0] : 0.0f;
      NETDEF_ENFORCE(index >= 0 && index < static_cast<float>(images), "[BBoxTransform] a RoI lies in image ", index,
                     " of ", images);
      const auto image = static_cast<int64_t>(index);
      NETDEF_ENFORCE(image >= previous, "[BBoxTransform] RoIs must be sorted by image");
      previous = image;
      splits[static_cast<size_t>(image)] += 1;
      Regress(row + (indexed ? 1 : 0), delta + i * classes * dim, size + image * 3, classes, dim, y + i * classes * dim);
    }
    if (OutputSize() > 1) std::copy(splits.begin(), splits.end(), Output(1)->mutable_data<float>());
  }

 private:
  void Regress(const float* roi, const float* delta, const float* info, int64_t classes, int dim, float* y) const {
    const float scale = info[2], after = args_.apply_scale ? scale : 1.0f;
    const float height = Pixels(info[0] / scale), width = Pixels(info[1] / scale);
    float box[5];
    for (int c = 0; c < dim; ++c) box[c] = c < 4 ? roi[c] / scale : roi[c];
    for (int64_t k = 0; k < classes; ++k, delta += dim, y += dim) {
      detection::RegressBox(box, delta, args_.weights.data(), dim, args_, y);
      detection::ClipBox(dim, height, width, args_, y);
      for (int c = 0; c < 4; ++c) y[c] *= after;
    }
  }
  static float Pixels(float size) {
    NETDEF_ENFORCE(size > -0x1p30f && size < 0x1p30f, "[BBoxTransform] an image has ", size, " pixels along an axis");
    return static_cast<float>(static_cast<int32_t>(size + 0.5f));
  }
};

OPERATOR_SCHEMA(BBoxTransform)
    .NumInputs(3)
    .NumOutputs(1, 2)
    .Args<TransformArgs>()
    .Shape<TransformArgs>(TransformShape)
    .SetDoc("Regresses region proposals by predicted deltas.\n\n"
            "A box moves by (dx, dy) in units of its size and grows by exp(dw), exp(dh), at most 62.5-fold; it is then "
            "clipped to its image. Source: [Girshick, 2015](https://arxiv.org/abs/1504.08083).")
    .Input(0, "rois", "Float matrix, a box in each row, after the index of its image where there are several; in pixels "
                      "of the network's input, sorted by image.")
    .Input(1, "deltas", "Float matrix: for each RoI and class (dx, dy, dw, dh), for rotated boxes the angle in radians.")
    .Input(2, "im_info", "Float matrix: height and width of the network's input, and its scale to the original image.")
    .Output(0, "box_out", "Float matrix of the shape of deltas: a box for each RoI and class.")
    .Output(1, "roi_batch_splits", "Float vector: the number of RoIs of each image.");

REGISTER_CPU_OPERATOR(BBoxTransform, BBoxTransformOp);
SHOULD_NOT_DO_GRADIENT(BBoxTransform);

}  // namespace
}  // namespace netdef
