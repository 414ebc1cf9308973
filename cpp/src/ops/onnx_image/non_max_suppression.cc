// NonMaxSuppression of ONNX: boxes by falling score, without those that overlap a better one too much.
#include "ops/onnx_image/_shared.h"

namespace netdef {
namespace {

struct NonMaxSuppressionArgs {
  int64_t center_point_box = 0;

  template <typename V>
  void Fields(V& v) {
    v("center_point_box", center_point_box, "0: boxes are two opposite corners (y, x, y, x); 1: centre and size (x, y, width, height).");
    if constexpr (V::kReads) NETDEF_ENFORCE(center_point_box == 0 || center_point_box == 1, "center_point_box must be 0 or 1, got ", center_point_box);
  }
};

struct Box {
  float top, left, bottom, right;

  float Area() const { return (bottom - top) * (right - left); }
  float Overlap(const Box& other) const {  // intersection over union
    const float height = std::min(bottom, other.bottom) - std::max(top, other.top), width = std::min(right, other.right) - std::max(left, other.left);
    if (!(height > 0 && width > 0)) return 0;
    return height * width / (Area() + other.Area() - height * width);
  }
};

class NonMaxSuppressionOp final : public KernelOperator<NonMaxSuppressionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims &boxes = Input(0).dims(), &scores = Input(1).dims();
    NETDEF_ENFORCE(boxes.size() == 3 && scores.size() == 3 && boxes[2] == 4 && boxes[0] == scores[0] && boxes[1] == scores[2], "[NonMaxSuppression] expected boxes [N, boxes, 4] and scores [N, classes, boxes], got [",
                   DimsString(boxes), "] and [", DimsString(scores), "]");
    const int64_t most = HasInput(2) ? IntValue(Input(2), "[NonMaxSuppression] max_output_boxes_per_class") : 0;
    const float overlap = Threshold(3, 0.0f);
    std::vector<int64_t> selected;
    for (int64_t i = 0; i < scores[0] * scores[1] && most > 0; ++i) {
      for (int64_t box : Select(i / scores[1], Input(1).data<float>() + i * scores[2], scores[2], most, overlap)) {
        selected.insert(selected.end(), {i / scores[1], i % scores[1], box});
      }
    }
    Output(0)->Resize(static_cast<int64_t>(selected.size() / 3), int64_t{3});
    std::copy(selected.begin(), selected.end(), Output(0)->mutable_data<int64_t>());
  }

 private:
  float Threshold(int input, float fallback) const {
    if (!HasInput(input)) return fallback;
    NETDEF_ENFORCE_EQ(Input(input).numel(), 1, "[NonMaxSuppression] a threshold must be one number");
    return *Input(input).data<float>();
  }

  Box BoxAt(const float* b) const {
    if (args_.center_point_box == 1) return {b[1] - b[3] / 2, b[0] - b[2] / 2, b[1] + b[3] / 2, b[0] + b[2] / 2};
    return {std::min(b[0], b[2]), std::min(b[1], b[3]), std::max(b[0], b[2]), std::max(b[1], b[3])};
  }

  std::vector<int64_t> Select(int64_t image, const float* scores, int64_t n, int64_t most, float overlap) const {
    std::vector<int64_t> order, kept;
    for (int64_t i = 0; i < n; ++i) {
      if (scores[i] == scores[i] && (!HasInput(4) || scores[i] > Threshold(4, 0.0f))) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return scores[a] > scores[b]; });
    const float* boxes = Input(0).data<float>() + image * n * 4;
    for (int64_t i : order) {
      if (static_cast<int64_t>(kept.size()) >= most) break;
      const Box box = BoxAt(boxes + i * 4);
      if (std::none_of(kept.begin(), kept.end(), [&](int64_t k) { return box.Overlap(BoxAt(boxes + k * 4)) > overlap; })) kept.push_back(i);
    }
    return kept;
  }
};

ONNX_OPERATOR_SCHEMA(NonMaxSuppression)
    .NumInputs(2, 5)
    .NumOutputs(1)
    .Args<NonMaxSuppressionArgs>()
    .ShapeDependsOnData("the number of boxes that are kept")
    .SetDoc("Boxes that do not overlap better ones.")
    .Input(0, "boxes", "[N, boxes, 4].")
    .Input(1, "scores", "[N, classes, boxes].")
    .Input(2, "max_output_boxes_per_class", "int64: the most to keep of each class; absent: 0.")
    .Input(3, "iou_threshold", "Overlap that is too much: intersection over union above this; absent: 0.")
    .Input(4, "score_threshold", "Boxes with scores up to this are dropped; absent: none are.")
    .Output(0, "selected_indices", "int64, [kept, 3]: image, class, box.");

REGISTER_ONNX_OPERATOR(NonMaxSuppression, NonMaxSuppressionOp);

}  // namespace
}  // namespace netdef
