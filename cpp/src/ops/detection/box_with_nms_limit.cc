// BoxWithNMSLimit: the detections of each image: for each class the boxes with a score above score_thresh, thinned out by
// (soft) suppression, and over all classes the detections_per_im best.
#include <algorithm>

#include "ops/detection/_boxes.h"

namespace netdef {
namespace {

using detection::BoxRows;
using detection::SoftMethod;

struct LimitArgs {
  float score_thresh = 0.05f, nms = 0.3f;
  int detections_per_im = 100;
  bool soft_nms_enabled = false;
  std::string soft_nms_method = "linear";
  float soft_nms_sigma = 0.5f, soft_nms_min_score_thres = 0.001f;
  bool rotated = false, cls_agnostic_bbox_reg = false, input_boxes_include_bg_cls = true;
  bool output_classes_include_bg_cls = true, legacy_plus_one = true;

  template <typename V>
  void Fields(V& v) {
    v("score_thresh", score_thresh, "Boxes with a score up to this are no detections.");
    v("nms", nms, "Boxes that overlap a better one of their class by more (intersection over union) go.");
    v("detections_per_im", detections_per_im, "How many detections an image may have; any number where not positive.");
    v("soft_nms_enabled", soft_nms_enabled, "Lower the scores of overlapping boxes instead of removing them.");
    v("soft_nms_method", soft_nms_method, "linear or gaussian: how the overlap lowers a score.");
    v("soft_nms_sigma", soft_nms_sigma, "Width of the gaussian.");
    v("soft_nms_min_score_thres", soft_nms_min_score_thres, "Boxes whose score falls below this go.");
    v("rotated", rotated, "Boxes are (centre x, centre y, width, height, angle).");
    v("cls_agnostic_bbox_reg", cls_agnostic_bbox_reg, "There is one box for all classes.");
    v("input_boxes_include_bg_cls", input_boxes_include_bg_cls, "The first box and score belong to the background.");
    v("output_classes_include_bg_cls", output_classes_include_bg_cls, "Classes are numbered from 1; else from 0.");
    v("legacy_plus_one", legacy_plus_one, "Whether x2 and y2 are pixels inside the box (width x2 - x1 + 1).");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(soft_nms_method == "linear" || soft_nms_method == "gaussian", "Unexpected soft_nms_method: ",
                     soft_nms_method);
    }
  }
};

// The detections of one image: for each class the rows that are kept, and the scores they have by then.
struct Detections {
  std::vector<std::vector<int>> kept;
  std::vector<std::vector<float>> scores;  // for each class, of all rows; empty where they have not changed
  int64_t count = 0;
};

class BoxWithNMSLimitOp final : public KernelOperator<LimitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &scores = Input(0), &boxes = Input(1);
    dim_ = args_.rotated ? 5 : 4;
    NETDEF_ENFORCE(scores.dim() == 2 && boxes.dim() == 2 && boxes.dim(0) == scores.dim(0),
                   "[BoxWithNMSLimit] expects matrices of scores and boxes with a row for each RoI, got shapes [",
                   DimsString(scores.dims()), "] and [", DimsString(boxes.dims()), "]");
    classes_ = scores.dim(1);
    NETDEF_ENFORCE(boxes.dim(1) == (BoxIndex(classes_ - 1) + 1) * dim_, "[BoxWithNMSLimit] expects ",
                   BoxIndex(classes_ - 1) + 1, " boxes of ", dim_, " columns for ", classes_, " classes, got ",
                   boxes.dim(1), " columns");
    scores_ = scores.data<float>();
    boxes.data<float>();  // throw here for another type
    const std::vector<int64_t> splits = Splits(scores.dim(0));
    const auto images = static_cast<int64_t>(splits.size());
    std::vector<Detections> all(splits.size());
    int64_t first = 0, total = 0;
    for (size_t i = 0; i < splits.size(); ++i) {
      all[i] = Detect(first, splits[i]);
      total += all[i].count;
      first += splits[i];
    }
    Output(0, {total}, DType::kFloat);
    Output(1, {total, dim_}, DType::kFloat);
    Output(2, {total}, DType::kFloat);
    if (OutputSize() > 3) Output(3, {images}, DType::kFloat);
    if (OutputSize() > 4) Output(4, {total}, DType::kInt32);
    if (OutputSize() > 5) Output(5, {images, classes_}, DType::kInt32);
    Write(splits, all);
  }

 private:
  int64_t BoxIndex(int64_t c) const {
    if (args_.cls_agnostic_bbox_reg) return 0;
    return args_.input_boxes_include_bg_cls ? c : c - 1;
  }
  int64_t ScoreIndex(int64_t c) const { return args_.input_boxes_include_bg_cls ? c : c - 1; }
  float Score(int64_t row, int64_t c) const { return scores_[row * classes_ + ScoreIndex(c)]; }

  std::vector<int64_t> Splits(int64_t rows) const {
    if (InputSize() < 3) return {rows};
    const Tensor& splits = Input(2);
    const float* n = splits.data<float>();
    std::vector<int64_t> out;
    int64_t sum = 0;
    for (int64_t i = 0; i < splits.numel(); ++i) {
      NETDEF_ENFORCE(n[i] >= 0 && n[i] <= static_cast<float>(rows), "[BoxWithNMSLimit] an image cannot have ", n[i],
                     " of ", rows, " RoIs");
      out.push_back(static_cast<int64_t>(n[i]));
      sum += out.back();
    }
    NETDEF_ENFORCE_EQ(sum, rows, "[BoxWithNMSLimit] batch_splits must add up to the number of RoIs");
    return out;
  }

  Detections Detect(int64_t first, int64_t rows) const {
    const Tensor& boxes = Input(1);
    Detections out;
    out.kept.resize(static_cast<size_t>(classes_));
    out.scores.resize(static_cast<size_t>(classes_));
    for (int64_t c = 1; c < classes_; ++c) {
      const BoxRows view{boxes.data<float>() + first * boxes.dim(1) + BoxIndex(c) * dim_, boxes.dim(1),
                         static_cast<int>(dim_)};
      std::vector<int> candidates;
      for (int64_t r = 0; r < rows; ++r) {
        if (Score(first + r, c) > args_.score_thresh) candidates.push_back(static_cast<int>(r));
      }
      auto& kept = out.kept[static_cast<size_t>(c)];
      if (args_.soft_nms_enabled) {
        auto& scores = out.scores[static_cast<size_t>(c)];
        for (int64_t r = 0; r < rows; ++r) scores.push_back(Score(first + r, c));
        kept = detection::SoftSuppress(view, std::move(candidates), args_.soft_nms_sigma, args_.nms,
                                       args_.soft_nms_min_score_thres,
                                       args_.soft_nms_method == "linear" ? SoftMethod::kLinear : SoftMethod::kGaussian,
                                       args_.legacy_plus_one, &scores);
      } else {
        std::sort(candidates.begin(), candidates.end(),
                  [&](int a, int b) { return Score(first + a, c) > Score(first + b, c); });
        const int limit = args_.detections_per_im > 0 ? args_.detections_per_im : -1;
        kept = detection::Suppress(view, candidates, args_.nms, limit, args_.legacy_plus_one);
      }
      out.count += static_cast<int64_t>(kept.size());
    }
    if (args_.detections_per_im > 0 && out.count > args_.detections_per_im) Limit(first, &out);
    return out;
  }

  // The score of a row as suppression has left it.
  float FinalScore(int64_t first, const Detections& d, int c, int row) const {
    const auto& changed = d.scores[static_cast<size_t>(c)];
    return changed.empty() ? Score(first + row, c) : changed[static_cast<size_t>(row)];
  }

  // Only the best over all classes, by their final scores.
  void Limit(int64_t first, Detections* d) const {
    std::vector<std::pair<int, int>> all;  // class, row
    for (int c = 1; c < static_cast<int>(classes_); ++c) {
      for (int r : d->kept[static_cast<size_t>(c)]) all.emplace_back(c, r);
      d->kept[static_cast<size_t>(c)].clear();
    }
    std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
      return FinalScore(first, *d, a.first, a.second) > FinalScore(first, *d, b.first, b.second);
    });
    d->count = args_.detections_per_im;
    all.resize(static_cast<size_t>(d->count));
    for (const auto& [c, r] : all) d->kept[static_cast<size_t>(c)].push_back(r);
  }

  void Write(const std::vector<int64_t>& splits, const std::vector<Detections>& all) {
    const float* boxes = Input(1).data<float>();
    const int64_t columns = Input(1).dim(1);
    float *scores = Output(0)->mutable_data<float>(), *out = Output(1)->mutable_data<float>();
    float* classes = Output(2)->mutable_data<float>();
    float* counts = OutputSize() > 3 ? Output(3)->mutable_data<float>() : nullptr;
    int32_t* keeps = OutputSize() > 4 ? Output(4)->mutable_data<int32_t>() : nullptr;
    int32_t* sizes = OutputSize() > 5 ? Output(5)->mutable_data<int32_t>() : nullptr;
    int64_t first = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      for (int64_t c = 0; c < classes_; ++c) {
        const auto& kept = all[i].kept[static_cast<size_t>(c)];
        if (sizes != nullptr) *sizes++ = static_cast<int32_t>(kept.size());
        for (int r : kept) {
          *scores++ = FinalScore(first, all[i], static_cast<int>(c), r);
          out = std::copy_n(boxes + (first + r) * columns + BoxIndex(c) * dim_, dim_, out);
          *classes++ = static_cast<float>(args_.output_classes_include_bg_cls ? c : c - 1);
          if (keeps != nullptr) *keeps++ = r;
        }
      }
      if (counts != nullptr) *counts++ = static_cast<float>(all[i].count);
      first += splits[i];
    }
  }

  int64_t dim_ = 4, classes_ = 0;
  const float* scores_ = nullptr;  // of the current run
};

OPERATOR_SCHEMA(BoxWithNMSLimit)
    .NumInputs(2, 3)
    .NumOutputs(3, 6)
    .Args<LimitArgs>()
    .ShapeDependsOnData("the number of detections depends on scores and overlaps")
    .SetDoc("The detections of each image, from the scores and boxes of its regions for each class.\n\n"
            "A class keeps the boxes with a score above score_thresh that do not overlap a better one too much; an image "
            "keeps its detections_per_im best. Soft suppression: [Bodla et al., 2017](https://arxiv.org/abs/1704.04503).")
    .Input(0, "scores", "Float matrix: for each region a score for each class, the background first.")
    .Input(1, "boxes", "Float matrix: for each region a box for each class.")
    .Input(2, "batch_splits", "Float vector: the number of regions of each image; by default all are of one.")
    .Output(0, "scores", "Float vector: the score of each detection.")
    .Output(1, "boxes", "Float matrix: its box.")
    .Output(2, "classes", "Float vector: its class.")
    .Output(3, "batch_splits", "Float vector: the number of detections of each image.")
    .Output(4, "keeps", "int32 vector: the region of each detection, counted within its image.")
    .Output(5, "keeps_size", "int32 matrix: the number of detections of each image and class.");

REGISTER_CPU_OPERATOR(BoxWithNMSLimit, BoxWithNMSLimitOp);
SHOULD_NOT_DO_GRADIENT(BoxWithNMSLimit);

}  // namespace
}  // namespace netdef
