// SparseAdagrad and RowWiseSparseAdagrad together with the gradient of SparseLengthsSum, -Mean or -WeightedSum: the
// gradient of the rows is never stored. A row of segment s moves along its weight times dY[s], or dY[s] by the
// segment's length for the mean. As in Caffe2, a weight belongs to a position within a segment, the first ones to the
// first items of every segment. With weights the gradient of each item's weight is the last output; the exact operators
// compute it before any row moves, the approximate ones as they go.
#include "netdef/dims.h"
#include "netdef/rows.h"
#include "ops/optimizer/_adagrad.h"
#include "ops/optimizer/_shared.h"

namespace netdef {
namespace {

enum class Pooling { kSum, kMean, kWeighted };

struct FusedAdagradArgs {
  float epsilon = 1e-5f, weight_decay = 0;
  int round_option = 0;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to the root of the squared sum.");
    v("weight_decay", weight_decay, "This part of the parameter is added to its gradient.");
    v("round_option", round_option, "Ignored: it is for half-precision parameters on other devices.");
  }
};

template <Pooling kPooling>
struct FusedInputs {
  static constexpr int kParam = 0, kMoment = 1, kWeights = 2;
  static constexpr int kIndices = kPooling == Pooling::kWeighted ? 3 : 2;
  static constexpr int kGrad = kIndices + 1, kRate = kIndices + 2, kLengths = kIndices + 3, kCount = kIndices + 4;
};

template <bool kRowWise, Pooling kPooling>
std::vector<TensorSpec> FusedAdagradShape(const FusedAdagradArgs&, const ShapeInputs& in) {
  using At = FusedInputs<kPooling>;
  const Dims &param = in[At::kParam].dims, &grad = in[At::kGrad].dims;
  NETDEF_ENFORCE_GE(param.size(), 1u, "the parameter must have rows");
  NETDEF_ENFORCE_EQ(NumElements(in[At::kMoment].dims), kRowWise ? param[0] : NumElements(param),
                    kRowWise ? "moment must have one element for each row" : "moment must have the size of the parameter");
  NETDEF_ENFORCE(in[At::kLengths].dims.size() == 1 && !grad.empty() && grad[0] == in[At::kLengths].dims[0],
                 "the gradient must have one row for each length, got [", DimsString(grad), "] for [", DimsString(in[At::kLengths].dims), "]");
  NETDEF_ENFORCE_EQ(SizeFromDim(grad, 1), SizeFromDim(param, 1), "rows of gradient and parameter must have the same size");
  std::vector<TensorSpec> out = {in[At::kParam], in[At::kMoment]};
  if (kPooling == Pooling::kWeighted) {
    out.emplace_back(in[At::kIndices].dims, DType::kFloat);
  }
  return out;
}

template <bool kRowWise, Pooling kPooling, bool kApproximate>
class FusedAdagradOp final : public KernelOperator<FusedAdagradArgs> {
  using At = FusedInputs<kPooling>;

 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t>(Input(At::kIndices).dtype(), [&](auto zero) { Run(Input(At::kIndices).template data<decltype(zero)>()); });
  }

 private:
  template <typename Index>
  void Run(const Index* index) {
    Check(index);
    const float lr = ScalarInput(Input(At::kRate), "lr");
    const int64_t n = Input(At::kParam).size_from_dim(1);
    float *param = DataInPlace<float>(Output(0)), *moment = DataInPlace<float>(Output(1));
    const float* grad = Input(At::kGrad).template data<float>();
    [[maybe_unused]] const float* weights = nullptr;
    [[maybe_unused]] float* weight_grad = nullptr;
    const auto dot = [&](const Index* row, const float* g) {
      float sum = 0;
      for (int64_t j = 0; j < n; ++j) sum += param[*row * n + j] * g[j];
      return sum;
    };
    if constexpr (kPooling == Pooling::kWeighted) {
      weights = Input(At::kWeights).template data<float>();
      weight_grad = Output(2)->template mutable_data<float>();
      if (!kApproximate) {
        ForItems([&](int64_t i, int64_t s, int64_t, int64_t) { weight_grad[i] = dot(index + i, grad + s * n); });
      }
    }
    ForItems([&](int64_t i, int64_t s, [[maybe_unused]] int64_t position, [[maybe_unused]] int64_t length) {
      const float* g = grad + s * n;
      float scale = 1;
      if constexpr (kPooling == Pooling::kMean) scale = 1.0f / static_cast<float>(length);
      if constexpr (kPooling == Pooling::kWeighted) {
        scale = weights[position];
        if (kApproximate) weight_grad[i] = dot(index + i, g);
      }
      AdagradRow<kRowWise>(param + index[i] * n, moment + index[i] * (kRowWise ? 1 : n), g, scale, lr, args_.weight_decay,
                           args_.epsilon, n);
    });
  }

  template <typename Index>
  void Check(const Index* index) {
    const int64_t items = Input(At::kIndices).numel(), rows = Input(At::kParam).dim(0);
    int64_t total = 0;
    ForLengths([&](int64_t, int64_t length) {
      NETDEF_ENFORCE(length >= 0 && length <= items - total, "the lengths must not be negative nor add up to more than the ", items, " indices");
      if constexpr (kPooling == Pooling::kWeighted) {
        NETDEF_ENFORCE_LE(length, Input(At::kWeights).numel(), "a segment is longer than there are weights");
      }
      total += length;
    });
    NETDEF_ENFORCE_EQ(total, items, "the lengths must add up to the number of indices");
    for (int64_t i = 0; i < items; ++i) {
      NETDEF_ENFORCE(index[i] >= 0 && index[i] < rows, "Index out of bounds: ", index[i], ", range 0 to ", rows);
    }
  }
  template <typename Fn>
  void ForLengths(Fn&& fn) {
    const auto* length = Input(At::kLengths).template data<int32_t>();
    for (int64_t s = 0; s < Input(At::kLengths).numel(); ++s) fn(s, static_cast<int64_t>(length[s]));
  }
  // fn(item, its segment, its position in the segment, the segment's length)
  template <typename Fn>
  void ForItems(Fn&& fn) {
    int64_t item = 0;
    ForLengths([&](int64_t s, int64_t length) {
      for (int64_t i = 0; i < length; ++i) fn(item++, s, i, length);
    });
  }
};

template <bool kRowWise, Pooling kPooling, bool kApproximate>
void DescribeFusedAdagrad(OpSchema& schema) {
  using At = FusedInputs<kPooling>;
  const std::string optimizer = kRowWise ? "RowWiseSparseAdagrad" : "SparseAdagrad";
  const std::string pooling = kPooling == Pooling::kSum ? "SparseLengthsSum" : kPooling == Pooling::kMean ? "SparseLengthsMean" : "SparseLengthsWeightedSum";
  schema.NumInputs(At::kCount)
      .NumOutputs(kPooling == Pooling::kWeighted ? 3 : 2)
      .EnforceInplace({{0, 0}, {1, 1}})
      .template Args<FusedAdagradArgs>()
      .template Shape<FusedAdagradArgs>(FusedAdagradShape<kRowWise, kPooling>)
      .SetDoc("One step of " + optimizer + " with the gradient of " + pooling + ", which is never stored." +
              (kPooling != Pooling::kWeighted ? ""
               : kApproximate ? "\n\nThe gradient of the weights is computed while rows move already."
                              : "\n\nThe gradient of the weights is that before the step."))
      .Input(At::kParam, "param", "Parameter.")
      .Input(At::kMoment, "moment", kRowWise ? "Sum of squared gradients of each row." : "Sum of squared gradients, shaped like the parameter.")
      .Input(At::kIndices, "indices", "Row of the parameter of each item, int32 or int64.")
      .Input(At::kGrad, "grad", "Gradient of what the pooling gave, one row for each segment.")
      .Input(At::kRate, "lr", "Learning rate, one element.")
      .Input(At::kLengths, "lengths", "How many items each segment has, int32.")
      .Output(0, "output_param", "The parameter after the step.")
      .Output(1, "output_moment", "Sum of squared gradients after the step.");
  if (kPooling == Pooling::kWeighted) {
    schema.Input(At::kWeights, "aux_param", "Weight of each position within a segment.").Output(2, "aux_grad", "Gradient of the weight of each item.");
  }
}

#define FUSED_ADAGRAD(name, row_wise, pooling, approximate)                       \
  OPERATOR_SCHEMA(name).FillUsing(DescribeFusedAdagrad<row_wise, pooling, approximate>); \
  REGISTER_CPU_OPERATOR(name, FusedAdagradOp<row_wise, pooling, approximate>);    \
  SHOULD_NOT_DO_GRADIENT_BECAUSE(name, "it is an update itself")

FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsSumGradient, false, Pooling::kSum, false);
FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsSumGradientApprox, false, Pooling::kSum, true);
FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsMeanGradient, false, Pooling::kMean, false);
FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsMeanGradientApprox, false, Pooling::kMean, true);
FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsWeightedSumGradient, false, Pooling::kWeighted, false);
FUSED_ADAGRAD(SparseAdagradFusedWithSparseLengthsWeightedSumGradientApprox, false, Pooling::kWeighted, true);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsSumGradient, true, Pooling::kSum, false);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsSumGradientApprox, true, Pooling::kSum, true);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsMeanGradient, true, Pooling::kMean, false);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsMeanGradientApprox, true, Pooling::kMean, true);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsWeightedSumGradient, true, Pooling::kWeighted, false);
FUSED_ADAGRAD(RowWiseSparseAdagradFusedWithSparseLengthsWeightedSumGradientApprox, true, Pooling::kWeighted, true);

}  // namespace
}  // namespace netdef
