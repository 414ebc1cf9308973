// APMeter: average precision of each class over the last `buffer_size` examples: the mean, over the relevant examples in
// order of falling prediction, of the share of relevant ones up to there.
#include <numeric>

#include "netdef/operator.h"

namespace netdef {
namespace {

struct APMeterArgs {
  int buffer_size = 0;

  template <typename V>
  void Fields(V& v) {
    v("buffer_size", buffer_size, "Examples that count; with 0, the first batch sets it.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GE(buffer_size, 0, "buffer_size must not be negative");
  }
};

std::vector<TensorSpec> APMeterShape(const APMeterArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 2 && in[1].dims == in[0].dims,
                 "Dimension out of range: expected predictions and labels of one shape [examples, classes], got [",
                 DimsString(in[0].dims), "] and [", DimsString(in[1].dims), "]");
  return {TensorSpec({in[0].dims[1]}, DType::kFloat)};
}

class APMeterOp final : public KernelOperator<APMeterArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t examples = Input(0).dim(0), classes = Input(0).dim(1);
    const float* x = Input(0).data<float>();
    const int32_t* label = Input(1).data<int32_t>();
    if (predictions_.empty()) predictions_.resize(static_cast<size_t>(classes)), labels_.resize(predictions_.size());
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(predictions_.size()), classes, "the number of classes must stay the same");
    if (capacity_ == 0) capacity_ = args_.buffer_size > 0 ? args_.buffer_size : examples;
    for (int64_t i = 0; i < examples; ++i) Add(x + i * classes, label + i * classes);
    float* y = Output(0)->mutable_data<float>();
    for (size_t c = 0; c < predictions_.size(); ++c) y[c] = AveragePrecision(predictions_[c], labels_[c]);
  }

 private:
  // The buffer is a ring: a new example takes the place of the oldest.
  void Add(const float* x, const int32_t* label) {
    for (size_t c = 0; c < predictions_.size(); ++c) {
      if (static_cast<int64_t>(predictions_[c].size()) < capacity_) {
        predictions_[c].push_back(x[c]);
        labels_[c].push_back(label[c]);
      } else if (capacity_ > 0) {
        predictions_[c][static_cast<size_t>(next_)] = x[c];
        labels_[c][static_cast<size_t>(next_)] = label[c];
      }
    }
    if (capacity_ > 0) next_ = (next_ + 1) % capacity_;
  }

  static float AveragePrecision(const std::vector<float>& predictions, const std::vector<int32_t>& labels) {
    std::vector<size_t> order(predictions.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return predictions[a] > predictions[b]; });
    double sum = 0;
    int64_t relevant = 0, seen = 0;
    for (size_t i : order) {
      ++seen;
      if (labels[i] == 1) sum += static_cast<double>(++relevant) / static_cast<double>(seen);
    }
    return relevant == 0 ? 0.0f : static_cast<float>(sum / static_cast<double>(relevant));
  }

  std::vector<std::vector<float>> predictions_;  // for each class
  std::vector<std::vector<int32_t>> labels_;
  int64_t capacity_ = 0, next_ = 0;
};

OPERATOR_SCHEMA(APMeter)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<APMeterArgs>()
    .Shape<APMeterArgs>(APMeterShape)
    .Stateful()
    .SetDoc("Average precision of binary classifiers over the examples of the last runs.")
    .Input(0, "predictions", "Scores, [examples, classes].")
    .Input(1, "labels", "int32, 1 for a relevant example, of the same shape.")
    .Output(0, "AP", "Average precision of each class; 0 where nothing is relevant.");

REGISTER_CPU_OPERATOR(APMeter, APMeterOp);
SHOULD_NOT_DO_GRADIENT(APMeter);

}  // namespace
}  // namespace netdef
