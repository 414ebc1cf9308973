// SpatialSoftmaxWithLoss: softmax over the channels at every pixel of an NCHW image, and the weighted
// mean of the cross entropies. Pixels with label -1 do not count.
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

constexpr int32_t kDontCare = -1;

struct SpatialSoftmaxWithLossArgs {
  float scale = 1;
  bool only_loss = false;
  std::string order = "NCHW";

  template <typename V>
  void Fields(V& v) {
    v("scale", scale, "Factor of the gradient. The loss is not scaled, as in the real one.");
    v("only_loss", only_loss, "Ignored: it allowed the gradient to overwrite the softmax.");
    v("order", order, "NCHW.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(scale, 0.0f, "[SpatialSoftmaxWithLoss] expected a scale that is not negative");
      NETDEF_ENFORCE(order == "NCHW", "[SpatialSoftmaxWithLoss] Only NCHW order is supported right now.");
    }
  }
};

void CheckShapes(const ShapeInputs& in, int weights) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "[SpatialSoftmaxWithLoss] expected logits of four dimensions");
  const Dims pixels = {x[0], x[2], x[3]};
  NETDEF_ENFORCE(in[1].dims == pixels, "[SpatialSoftmaxWithLoss] expected labels of shape [", DimsString(pixels),
                 "], got [", DimsString(in[1].dims), "]");
  if (weights >= 0) {
    NETDEF_ENFORCE_EQ(NumElements(in[static_cast<size_t>(weights)].dims), NumElements(pixels),
                      "[SpatialSoftmaxWithLoss] expected one weight for each label");
  }
}

std::vector<TensorSpec> SpatialSoftmaxWithLossShape(const SpatialSoftmaxWithLossArgs&, const ShapeInputs& in) {
  CheckShapes(in, in.size() > 2 ? 2 : -1);
  return {TensorSpec(in[0].dims, DType::kFloat), TensorSpec({}, DType::kFloat)};
}

std::vector<TensorSpec> SpatialSoftmaxWithLossGradientShape(const SpatialSoftmaxWithLossArgs&, const ShapeInputs& in) {
  const bool weighted = in.size() == 5;
  CheckShapes(in, weighted ? 2 : -1);
  NETDEF_ENFORCE(in[weighted ? 3 : 2].dims == in[0].dims,
                 "[SpatialSoftmaxWithLossGradient] the softmax must be shaped like the logits");
  NETDEF_ENFORCE_EQ(NumElements(in[weighted ? 4 : 3].dims), 1,
                    "[SpatialSoftmaxWithLossGradient] the gradient of the loss must have one element");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

// Calls fn(pixel, offset of its first channel, label, weight) for every pixel that counts.
template <typename Fn>
void ForLabelledPixels(const Tensor& x, const Tensor& labels, const float* weights, Fn&& fn) {
  const int64_t n = x.dim(0), classes = x.dim(1), area = x.dim(2) * x.dim(3);
  const auto* label = labels.data<int32_t>();
  for (int64_t i = 0; i < n * area; ++i) {
    if (label[i] == kDontCare) continue;
    CheckLabels("SpatialSoftmaxWithLoss", label + i, 1, classes);
    fn(i / area * classes * area + i % area, label[i], weights != nullptr ? weights[i] : 1.0f);
  }
}

class SpatialSoftmaxWithLossOp final : public KernelOperator<SpatialSoftmaxWithLossArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    top_.resize(static_cast<size_t>(Input(0).dim(2) * Input(0).dim(3)));
    sum_.resize(top_.size());
  }

  void Compute() override {
    const Tensor& x = Input(0);
    const int64_t n = x.dim(0), classes = x.dim(1), area = x.dim(2) * x.dim(3);
    float* p = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < n; ++i) {
      SoftmaxOverChannels(x.data<float>() + i * classes * area, classes, area, p + i * classes * area);
    }
    double loss = 0, total_weight = 0;
    ForLabelledPixels(x, Input(1), InputSize() > 2 ? Input(2).data<float>() : nullptr,
                      [&, area = area](int64_t at, int32_t label, float weight) {
                        loss -= weight * LogOf(p[at + label * area]);
                        total_weight += weight;
                      });
    *Output(1)->mutable_data<float>() = total_weight == 0 ? 0.0f : static_cast<float>(loss / total_weight);
  }

 private:
  // Planes of one image: channel by channel, so that the loops run along pixels.
  void SoftmaxOverChannels(const float* x, int64_t classes, int64_t area, float* p) {
    if (classes == 0) return;
    std::copy(x, x + area, top_.data());
    for (int64_t c = 1; c < classes; ++c) {
      for (int64_t k = 0; k < area; ++k) top_[static_cast<size_t>(k)] = std::max(top_[static_cast<size_t>(k)], x[c * area + k]);
    }
    std::fill(sum_.begin(), sum_.end(), 0.0f);
    for (int64_t c = 0; c < classes; ++c) {
      for (int64_t k = 0; k < area; ++k) {
        sum_[static_cast<size_t>(k)] += p[c * area + k] = std::exp(x[c * area + k] - top_[static_cast<size_t>(k)]);
      }
    }
    for (int64_t c = 0; c < classes; ++c) {
      for (int64_t k = 0; k < area; ++k) p[c * area + k] /= sum_[static_cast<size_t>(k)];
    }
  }

  std::vector<float> top_, sum_;
};

class SpatialSoftmaxWithLossGradientOp final : public KernelOperator<SpatialSoftmaxWithLossArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool weighted = InputSize() == 5;
    const Tensor& x = Input(0);
    const float* weights = weighted ? Input(2).data<float>() : nullptr;
    const float* p = Input(weighted ? 3 : 2).data<float>();
    const float dloss = *Input(weighted ? 4 : 3).data<float>();
    const int64_t classes = x.dim(1), area = x.dim(2) * x.dim(3);
    float* dx = Output(0)->mutable_data<float>();
    double total_weight = 0;
    ForLabelledPixels(x, Input(1), weights, [&](int64_t, int32_t, float weight) { total_weight += weight; });
    std::fill(dx, dx + x.numel(), 0.0f);
    if (total_weight <= 0) return;
    const auto factor = static_cast<float>(args_.scale * dloss / total_weight);
    ForLabelledPixels(x, Input(1), weights, [&](int64_t at, int32_t label, float weight) {
      for (int64_t c = 0; c < classes; ++c) dx[at + c * area] = p[at + c * area] * weight * factor;
      dx[at + label * area] -= weight * factor;
    });
  }
};

OPERATOR_SCHEMA(SpatialSoftmaxWithLoss)
    .NumInputs(2, 3)
    .NumOutputs(2)
    .Args<SpatialSoftmaxWithLossArgs>()
    .Shape<SpatialSoftmaxWithLossArgs>(SpatialSoftmaxWithLossShape)
    .SetDoc("Softmax over the channels of each pixel and the mean cross entropy of all labelled pixels.\n\n"
            "A label of -1 leaves its pixel out of the loss.")
    .Input(0, "logits", "Float tensor, N x C x H x W.")
    .Input(1, "labels", "Class of each pixel, int32, N x H x W.")
    .Input(2, "weight_tensor", "Weight of each pixel, N x H x W (optional).")
    .Output(0, "softmax", "Probabilities, shaped like logits.")
    .Output(1, "loss", "The mean loss, a scalar.");

OPERATOR_SCHEMA(SpatialSoftmaxWithLossGradient)
    .NumInputs(4, 5)
    .NumOutputs(1)
    .Args<SpatialSoftmaxWithLossArgs>()
    .Shape<SpatialSoftmaxWithLossArgs>(SpatialSoftmaxWithLossGradientShape)
    .SetDoc("Gradient of SpatialSoftmaxWithLoss. Inputs: logits, labels, weights where there are any, softmax, gradient of the loss.")
    .Input(0, "logits", "Input of SpatialSoftmaxWithLoss.")
    .Input(1, "labels", "Labels.")
    .Input(2, "softmax", "Output of SpatialSoftmaxWithLoss; weights come before it.")
    .Input(3, "d_loss", "Gradient of the loss.")
    .Output(0, "d_logits", "Gradient of the logits.");

REGISTER_CPU_OPERATOR(SpatialSoftmaxWithLoss, SpatialSoftmaxWithLossOp);
REGISTER_CPU_OPERATOR(SpatialSoftmaxWithLossGradient, SpatialSoftmaxWithLossGradientOp);
SIMPLE_GRADIENT(SpatialSoftmaxWithLoss, [](const GradientMakerBase& maker) -> GradientPlan {
  if (maker.InputSize() == 2) return {"SpatialSoftmaxWithLossGradient", {I(0), I(1), O(0), GO(1)}, {GI(0)}};
  return {"SpatialSoftmaxWithLossGradient", {I(0), I(1), I(2), O(0), GO(1)}, {GI(0)}};
});

}  // namespace
}  // namespace netdef
