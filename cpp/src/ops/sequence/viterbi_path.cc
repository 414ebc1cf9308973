// ViterbiPath: the labels of a sequence that have the largest sum of predictions and transitions,
// sum over t of P[t, y_t] + T[y_{t-1}, y_t]. SwapBestPath: gives a path the largest scores, by swapping.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

void CheckPredictions(const Dims& p) {
  NETDEF_ENFORCE_EQ(p.size(), 2u, "Predictions should be a matrix, got shape [", DimsString(p), "]");
}

std::vector<TensorSpec> ViterbiShape(const ShapeInputs& in) {
  const Dims &p = in[0].dims, &t = in[1].dims;
  CheckPredictions(p);
  NETDEF_ENFORCE(t.size() == 2 && t[0] == p[1] && t[1] == p[1],
                 "Predictions and transitions dimensions not matching: got [", DimsString(p), "] and [", DimsString(t), "]");
  NETDEF_ENFORCE(p[0] > 0 && p[1] > 0, "there is no path through predictions of shape [", DimsString(p), "]");
  return {TensorSpec({p[0]}, DType::kInt32)};
}

class ViterbiPathOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t steps = Input(0).dim(0), labels = Input(0).dim(1);
    const float* p = Input(0).data<float>();
    const float* transitions = Input(1).data<float>();
    int32_t* path = Output(0)->mutable_data<int32_t>();
    std::vector<float> best(p, p + labels), next(best.size());
    std::vector<int32_t> previous(static_cast<size_t>(steps * labels));  // the label before each on its best path
    for (int64_t t = 1; t < steps; ++t) {
      for (int64_t to = 0; to < labels; ++to) {
        int64_t from = 0;
        float score = best[0] + transitions[to];
        for (int64_t k = 1; k < labels; ++k) {
          const float candidate = best[static_cast<size_t>(k)] + transitions[k * labels + to];
          if (candidate > score) {
            score = candidate;
            from = k;
          }
        }
        previous[static_cast<size_t>(t * labels + to)] = static_cast<int32_t>(from);
        next[static_cast<size_t>(to)] = score + p[t * labels + to];
      }
      best.swap(next);
    }
    auto label = static_cast<int32_t>(std::max_element(best.begin(), best.end()) - best.begin());
    for (int64_t t = steps - 1; t >= 0; --t) {
      path[t] = label;
      label = previous[static_cast<size_t>(t * labels + label)];
    }
  }
};

std::vector<TensorSpec> SwapShape(const ShapeInputs& in) {
  CheckPredictions(in[0].dims);
  NETDEF_ENFORCE(in[1].dims == Dims{in[0].dims[0]}, "the path must have one label for each row of the predictions [",
                 DimsString(in[0].dims), "], got shape [", DimsString(in[1].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class SwapBestPathOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t steps = Input(0).dim(0), labels = Input(0).dim(1);
    const float* p = Input(0).data<float>();
    const int32_t* path = Input(1).data<int32_t>();
    float* y = Output(0)->mutable_data<float>();
    std::copy_n(p, steps * labels, y);
    for (int64_t t = 0; t < steps; ++t, y += labels) {
      NETDEF_ENFORCE(path[t] >= 0 && path[t] < labels, "expected labels below ", labels, " in the path, got ", path[t]);
      std::iter_swap(y + path[t], std::max_element(y, y + labels));
    }
  }
};

OPERATOR_SCHEMA(ViterbiPath)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape(ViterbiShape)
    .SetDoc("Best path through a linear-chain conditional random field.")
    .Input(0, "predictions", "Scores of each label at each step, [T, labels].")
    .Input(1, "transitions", "Scores of going from label i to label j, [labels, labels].")
    .Output(0, "viterbi_path", "int32 vector of T labels.")
    .Differs("an empty sequence is an error; Caffe2 crashed.");

OPERATOR_SCHEMA(SwapBestPath)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<NoArgs>()
    .Shape(SwapShape)
    .SetDoc("Swaps, in each row of predictions, the largest score with that of the path's label.")
    .Input(0, "predictions", "Scores of each label at each step, [T, labels].")
    .Input(1, "bestPath", "int32 vector of T labels.")
    .Output(0, "new_predictions", "Shape of predictions; its row maxima are on the path.");

REGISTER_CPU_OPERATOR(ViterbiPath, ViterbiPathOp);
REGISTER_CPU_OPERATOR(SwapBestPath, SwapBestPathOp);
NO_GRADIENT(ViterbiPath);
NO_GRADIENT(SwapBestPath);

}  // namespace
}  // namespace netdef
