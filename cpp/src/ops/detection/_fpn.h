// Proposals over the levels of a feature pyramid: the best of all levels, and to which level each goes.
// https://arxiv.org/abs/1612.03144
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "ops/detection/_boxes.h"

namespace netdef {
namespace detection {

struct CollectArgs {
  int rpn_min_level = 2, rpn_max_level = 6, rpn_post_nms_topN = 2000;

  template <typename V>
  void Fields(V& v) {
    v("rpn_min_level", rpn_min_level, "First level that proposals come from.");
    v("rpn_max_level", rpn_max_level, "Last level that proposals come from.");
    v("rpn_post_nms_topN", rpn_post_nms_topN, "How many of the best are kept; all where it is not positive.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(rpn_max_level, rpn_min_level, "rpn_max_level must not lie below rpn_min_level");
    }
  }
};

struct DistributeArgs {
  int roi_canonical_scale = 224, roi_canonical_level = 4, roi_min_level = 2, roi_max_level = 5;
  bool legacy_plus_one = true;

  template <typename V>
  void Fields(V& v) {
    v("roi_canonical_scale", roi_canonical_scale, "Size of a region that belongs to roi_canonical_level.");
    v("roi_canonical_level", roi_canonical_level, "Level of regions of that size; twice the size is a level more.");
    v("roi_min_level", roi_min_level, "First level that regions go to.");
    v("roi_max_level", roi_max_level, "Last level that regions go to.");
    v("legacy_plus_one", legacy_plus_one, "Whether x2 and y2 are pixels inside the box (width x2 - x1 + 1).");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(roi_max_level, roi_min_level, "roi_max_level must not lie below roi_min_level");
      NETDEF_ENFORCE(roi_canonical_scale > 0, "roi_canonical_scale must be positive, got ", roi_canonical_scale);
    }
  }
};

constexpr int64_t kRoIColumns = 5;  // image, x1, y1, x2, y2

inline void CheckRoIs(const Tensor& rois) {
  NETDEF_ENFORCE(rois.dim() == 2 && rois.dim(1) == kRoIColumns, "expects RoIs of 5 columns (image, x1, y1, x2, y2), got "
                 "shape [", DimsString(rois.dims()), "]");
}

// Writes the best RoIs over all levels, best first, to output 0: the inputs are the RoIs of each level, then their scores.
inline const Tensor& CollectBest(const CollectArgs& args, Operator<CPUContext>* op) {
  const auto levels = static_cast<size_t>(args.rpn_max_level) - static_cast<size_t>(args.rpn_min_level) + 1;
  NETDEF_ENFORCE_EQ(static_cast<size_t>(op->InputSize()), 2 * levels, "expects RoIs and scores of each level from rpn_min_level to rpn_max_level");
  std::vector<float> rois, scores;
  for (size_t i = 0; i < levels; ++i) {
    const Tensor &level = op->Input(static_cast<int>(i)), &score = op->Input(static_cast<int>(levels + i));
    CheckRoIs(level);
    NETDEF_ENFORCE_EQ(score.numel(), level.dim(0), "each RoI needs a score");
    rois.insert(rois.end(), level.data<float>(), level.data<float>() + level.numel());
    scores.insert(scores.end(), score.data<float>(), score.data<float>() + score.numel());
  }
  NETDEF_ENFORCE_LT(scores.size(), size_t{1} << 31, "too many RoIs");
  const std::vector<int> best = SortedByScore(scores.data(), static_cast<int64_t>(scores.size()), args.rpn_post_nms_topN);
  Tensor* out = op->Output(0, {static_cast<int64_t>(best.size()), kRoIColumns}, DType::kFloat);
  float* to = out->mutable_data<float>();
  for (int i : best) to = std::copy_n(rois.data() + i * kRoIColumns, kRoIColumns, to);
  return *out;
}

// Sends `count` RoIs to their levels. fn(level, rows) gets the indices of each level in turn; the result is, for each RoI,
// its place when the levels are put one after the other.
template <typename Fn>
std::vector<int32_t> Distribute(const DistributeArgs& args, const float* rois, int64_t count, Fn&& fn) {
  std::vector<std::vector<int32_t>> rows(static_cast<size_t>(args.roi_max_level - args.roi_min_level + 1));
  for (int64_t i = 0; i < count; ++i) {
    const float area = BoxArea(rois + i * kRoIColumns + 1, 4, args.legacy_plus_one);
    NETDEF_ENFORCE(area >= 0, "the area of a RoI must not be negative, that of RoI ", i, " is ", area);
    const float size = std::sqrt(area);
    const float level = std::floor(static_cast<float>(args.roi_canonical_level) +
                                   std::log(size / static_cast<float>(args.roi_canonical_scale) + 1e-6f) / std::log(2.0f));
    int at = args.roi_min_level;  // also that of a box without measure
    if (level > static_cast<float>(at)) at = level < static_cast<float>(args.roi_max_level) ? static_cast<int>(level) : args.roi_max_level;
    rows[static_cast<size_t>(at - args.roi_min_level)].push_back(static_cast<int32_t>(i));
  }
  std::vector<int32_t> restore(static_cast<size_t>(count));
  int32_t place = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (int32_t row : rows[i]) restore[static_cast<size_t>(row)] = place++;
    fn(static_cast<int>(i), rows[i]);
  }
  return restore;
}

// Writes the RoIs of each level to outputs `first`, `first` + 1, ..., and after them the places.
inline void WriteLevels(const DistributeArgs& args, const Tensor& rois, int first, Operator<CPUContext>* op) {
  const int64_t count = rois.dim(0);
  const int levels = args.roi_max_level - args.roi_min_level + 1;
  NETDEF_ENFORCE_EQ(op->OutputSize(), first + levels + 1, "expects an output for each level from roi_min_level to "
                    "roi_max_level, and one for the order");
  const std::vector<int32_t> restore = Distribute(args, rois.data<float>(), count, [&](int level, const std::vector<int32_t>& rows) {
    Tensor* out = op->Output(first + level, {static_cast<int64_t>(rows.size()), kRoIColumns}, DType::kFloat);
    float* to = out->mutable_data<float>();
    for (int32_t row : rows) to = std::copy_n(rois.data<float>() + row * kRoIColumns, kRoIColumns, to);
  });
  Tensor* order = op->Output(first + levels, {count}, DType::kInt32);
  std::copy(restore.begin(), restore.end(), order->mutable_data<int32_t>());
}

}  // namespace detection
}  // namespace netdef
