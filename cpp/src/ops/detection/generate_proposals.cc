// GenerateProposals: from the scores and deltas of a region proposal network to the best regions of each image.
//
// For each image: the best pre_nms_topN anchors are regressed and clipped, small boxes go, and suppression leaves at most
// post_nms_topN. GenerateProposalsCPP is its old name. https://arxiv.org/abs/1506.01497
#include <algorithm>
#include <cmath>

#include "ops/detection/_boxes.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

using detection::BoxArgs;

struct ProposalArgs : BoxArgs {
  float spatial_scale = 1.0f / 16;
  int pre_nms_topN = 6000, post_nms_topN = 300;
  float nms_thresh = 0.7f, min_size = 16.0f;

  template <typename V>
  void Fields(V& v) {
    BoxArgs::Fields(v);
    v("spatial_scale", spatial_scale, "Feature map pixels per image pixel.");
    v("pre_nms_topN", pre_nms_topN, "How many of the best anchors are looked at; all where it is not positive.");
    v("post_nms_topN", post_nms_topN, "How many proposals are left for an image; all where it is not positive.");
    v("nms_thresh", nms_thresh, "Boxes that overlap a better one by more (intersection over union) go.");
    v("min_size", min_size, "Boxes below this width or height, in pixels of the original image, go.");
    if constexpr (V::kReads) NETDEF_ENFORCE(spatial_scale > 0, "spatial_scale must be positive, got ", spatial_scale);
  }
};

struct Proposals {
  std::vector<float> boxes;  // `dim` floats each
  std::vector<float> scores;
};

class GenerateProposalsOp final : public KernelOperator<ProposalArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &scores = Input(0), &deltas = Input(1), &info = Input(2), &anchors = Input(3);
    NETDEF_ENFORCE(anchors.dim() == 2 && (anchors.dim(1) == 4 || anchors.dim(1) == 5),
                   "[GenerateProposals] expects anchors of 4 or 5 columns, got shape [", DimsString(anchors.dims()), "]");
    NETDEF_ENFORCE(scores.dim() == 4 && scores.dim(1) == anchors.dim(0), "[GenerateProposals] expects scores of shape (N, ",
                   anchors.dim(0), ", H, W), got [", DimsString(scores.dims()), "]");
    const int64_t images = scores.dim(0), count = anchors.dim(0), dim = anchors.dim(1);
    const Dims wanted{images, count * dim, scores.dim(2), scores.dim(3)};
    NETDEF_ENFORCE(deltas.dims() == wanted, "[GenerateProposals] expects deltas of shape [", DimsString(wanted), "], got [",
                   DimsString(deltas.dims()), "]");
    NETDEF_ENFORCE(info.dim() == 2 && info.dim(0) == images && info.dim(1) == 3, "[GenerateProposals] expects im_info of "
                   "shape (", images, ", 3), got [", DimsString(info.dims()), "]");
    NETDEF_ENFORCE_LT(scores.numel(), int64_t{1} << 31, "[GenerateProposals] too many anchors");
    scores.data<float>();  // throw here for another type
    deltas.data<float>();
    anchors.data<float>();
    info.data<float>();
    std::vector<Proposals> all(static_cast<size_t>(images));
    ParallelFor(0, images, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) all[static_cast<size_t>(i)] = Propose(i);
    });
    int64_t total = 0;
    for (const Proposals& p : all) total += static_cast<int64_t>(p.scores.size());
    float* rois = Output(0, {total, dim + 1}, DType::kFloat)->mutable_data<float>();
    float* probs = Output(1, {total}, DType::kFloat)->mutable_data<float>();
    for (size_t i = 0; i < all.size(); ++i) {
      for (size_t k = 0; k < all[i].scores.size(); ++k) {
        *rois++ = static_cast<float>(i);
        rois = std::copy_n(all[i].boxes.data() + k * static_cast<size_t>(dim), dim, rois);
        *probs++ = all[i].scores[k];
      }
    }
  }

 private:
  Proposals Propose(int64_t image) const {
    const Tensor &scores = Input(0), &anchors = Input(3);
    const int64_t count = anchors.dim(0), width = scores.dim(3), pixels = scores.dim(2) * width;
    const int dim = anchors.dim32(1);
    const float* score = scores.data<float>() + image * count * pixels;
    const float* delta = Input(1).data<float>() + image * count * dim * pixels;
    const float* info = Input(2).data<float>() + image * 3;
    // Candidates are numbered by pixel, then anchor: equal scores stay in that order.
    std::vector<float> by_pixel(static_cast<size_t>(count * pixels));
    for (int64_t a = 0; a < count; ++a) {
      for (int64_t p = 0; p < pixels; ++p) by_pixel[static_cast<size_t>(p * count + a)] = score[a * pixels + p];
    }
    const std::vector<int> order = detection::SortedByScore(by_pixel.data(), count * pixels, args_.pre_nms_topN);
    const float stride = 1.0f / args_.spatial_scale;
    constexpr float kWeights[4] = {1, 1, 1, 1};
    std::vector<float> boxes(order.size() * static_cast<size_t>(dim));
    std::vector<int> large;  // positions in `order`
    for (size_t i = 0; i < order.size(); ++i) {
      const int64_t a = order[i] % count, p = order[i] / count;
      const float x = static_cast<float>(p % width) * stride, y = static_cast<float>(p / width) * stride;
      float anchor[5], change[5];
      for (int c = 0; c < dim; ++c) {
        const float shift = c == 0 || (c == 2 && dim == 4) ? x : c == 1 || (c == 3 && dim == 4) ? y : 0.0f;
        anchor[c] = anchors.data<float>()[a * dim + c] + shift;
        change[c] = delta[(a * dim + c) * pixels + p];
      }
      float* box = &boxes[i * static_cast<size_t>(dim)];
      detection::RegressBox(anchor, change, kWeights, dim, args_, box);
      detection::ClipBox(dim, std::trunc(info[0]), std::trunc(info[1]), args_, box);  // in whole pixels, as Caffe2 does
      if (IsLarge(box, dim, info)) large.push_back(static_cast<int>(i));
    }
    const int64_t limit = args_.post_nms_topN > 0 ? args_.post_nms_topN : -1;
    Proposals out;
    for (int i : detection::Suppress({boxes.data(), dim, dim}, large, args_.nms_thresh, limit, args_.legacy_plus_one)) {
      const auto box = boxes.begin() + static_cast<int64_t>(i) * dim;
      out.boxes.insert(out.boxes.end(), box, box + dim);
      out.scores.push_back(by_pixel[static_cast<size_t>(order[static_cast<size_t>(i)])]);
    }
    return out;
  }

  // Neither side is below min_size, and the centre lies in the image.
  bool IsLarge(const float* box, int dim, const float* info) const {
    const float one = args_.legacy_plus_one ? 1.0f : 0.0f, least = args_.min_size * info[2];
    const float w = dim == 5 ? box[2] : box[2] - box[0] + one, h = dim == 5 ? box[3] : box[3] - box[1] + one;
    const float x = dim == 5 ? box[0] : box[0] + w / 2.0f, y = dim == 5 ? box[1] : box[1] + h / 2.0f;
    return w >= least && h >= least && x < info[1] && y < info[0];
  }
};

std::function<void(OpSchema&)> Proposing(const char* doc) {
  return [doc](OpSchema& schema) {
    schema.NumInputs(4)
        .NumOutputs(2)
        .Args<ProposalArgs>()
        .ShapeDependsOnData("the number of proposals depends on scores and overlaps")
        .SetDoc(doc)
        .Input(0, "scores", "Float tensor of shape (N, A, H, W): the score of each of A anchors at each pixel.")
        .Input(1, "bbox_deltas", "Float tensor of shape (N, 4 * A, H, W); 5 * A where boxes are rotated.")
        .Input(2, "im_info", "Float matrix of rows (height, width, scale), one for each image.")
        .Input(3, "anchors", "Float matrix of A boxes at the first pixel: (x1, y1, x2, y2), or "
                             "(centre x, centre y, width, height, angle).")
        .Output(0, "rois", "Float matrix of rows (image, box), the best of each image first.")
        .Output(1, "rois_probs", "Float vector: their scores.");
  };
}

OPERATOR_SCHEMA(GenerateProposals)
    .FillUsing(Proposing("The best regions of each image, from the outputs of a region proposal network.\n\n"
                         "Source: [Ren et al., 2015](https://arxiv.org/abs/1506.01497)."));
OPERATOR_SCHEMA(GenerateProposalsCPP).FillUsing(Proposing("The old name of GenerateProposals."));
REGISTER_CPU_OPERATOR(GenerateProposals, GenerateProposalsOp);
REGISTER_CPU_OPERATOR(GenerateProposalsCPP, GenerateProposalsOp);
SHOULD_NOT_DO_GRADIENT(GenerateProposals);
SHOULD_NOT_DO_GRADIENT(GenerateProposalsCPP);

}  // namespace
}  // namespace netdef
