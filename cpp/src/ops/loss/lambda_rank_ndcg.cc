// LambdaRankNdcg: a ranking loss whose pairs are weighted by how much swapping them would change the (normalised)
// discounted cumulative gain. In each session, with gain g = 2^r and discount d = 1 / log2(2 + rank by y):
//   weight[i, j] = |(g[i] - g[j]) * (d[i] - d[j])|
//   loss = sum over all i, j of weight[i, j] * log(1 + exp(-sign(r[i] - r[j]) * (y[i] - y[j]))), or idcg - dcg
//   dy[i] = -sum over j of weight[i, j] * sign(r[i] - r[j]) / (1 + exp(sign(r[i] - r[j]) * (y[i] - y[j])))
// https://www.microsoft.com/en-us/research/publication/from-ranknet-to-lambdarank-to-lambdamart-an-overview/
#include <cmath>
#include <numeric>

#include "ops/loss/_shared.h"

namespace netdef {
namespace {

struct LambdaRankArgs {
  bool use_ndcg_as_loss = false, use_idcg_normalization = true, use_exp_gain = true;

  template <typename V>
  void Fields(V& v) {
    v("use_ndcg_as_loss", use_ndcg_as_loss, "The loss is the gain that is missing to the ideal order.");
    v("use_idcg_normalization", use_idcg_normalization, "Divide by the gain of the ideal order where that is above 1.");
    v("use_exp_gain", use_exp_gain, "With use_ndcg_as_loss: gain is 2^r, else r; otherwise it is always 2^r.");
  }
};

std::vector<TensorSpec> LambdaRankShape(const LambdaRankArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 1 && in[1].dims == in[0].dims && in[2].dims.size() == 1,
                 "expected vectors y and r of one size and a vector of session lengths, got [", DimsString(in[0].dims), "], [",
                 DimsString(in[1].dims), "] and [", DimsString(in[2].dims), "]");
  return {TensorSpec(in[2].dims, DType::kFloat), TensorSpec(in[0].dims, DType::kFloat)};
}

// SessionEnds; throws where there are not as many examples.
std::vector<int64_t> CheckedEnds(const Tensor& lengths, int64_t examples) {
  std::vector<int64_t> ends = SessionEnds(lengths);
  NETDEF_ENFORCE(ends.empty() || ends.back() <= examples, "the session lengths add up to ", ends.back(), ", but there are ", examples, " examples");
  return ends;
}

// Where each value is in descending order; equal values keep their order.
std::vector<int64_t> Ranks(const float* values, int64_t n) {
  std::vector<int64_t> order(static_cast<size_t>(n)), ranks(order.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  std::stable_sort(order.begin(), order.end(), [=](int64_t a, int64_t b) { return values[a] > values[b]; });
  for (size_t i = 0; i < order.size(); ++i) ranks[static_cast<size_t>(order[i])] = static_cast<int64_t>(i);
  return ranks;
}

double Discount(int64_t rank) { return 1 / std::log2(2.0 + static_cast<double>(rank)); }

class LambdaRankNdcgOp final : public KernelOperator<LambdaRankArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* y = Input(0).data<float>();
    const float* r = Input(1).data<float>();
    float* loss = Output(0)->mutable_data<float>();
    float* dy = Output(1)->mutable_data<float>();
    std::fill(dy, dy + Input(0).numel(), 0.0f);
    int64_t first = 0, session = 0;
    for (int64_t end : CheckedEnds(Input(2), Input(0).numel())) {
      loss[session++] = Session(y + first, r + first, end - first, dy + first);
      first = end;
    }
  }

 private:
  float Session(const float* y, const float* r, int64_t n, float* dy) const {
    if (n == 0) return 0;
    const bool linear = args_.use_ndcg_as_loss && !args_.use_exp_gain;
    const std::vector<int64_t> ideal = Ranks(r, n), actual = Ranks(y, n);
    std::vector<double> gain(static_cast<size_t>(n)), discount(gain.size());
    double idcg = 0, dcg = 0;
    for (size_t i = 0; i < gain.size(); ++i) {
      gain[i] = linear ? r[i] : std::exp2(r[i]);
      discount[i] = Discount(actual[i]);
      idcg += gain[i] * Discount(ideal[i]);
      dcg += gain[i] * discount[i];
    }
    if (idcg < 1e-7) return 0;  // nothing here is relevant
    double loss = 0;
    for (size_t i = 0; i < gain.size(); ++i) {
      double slope = 0;
      for (size_t j = 0; j < gain.size(); ++j) {
        const double weight = std::abs((gain[i] - gain[j]) * (discount[i] - discount[j]));
        const double sign = r[i] > r[j] ? 1 : r[i] < r[j] ? -1 : 0;
        const double margin = sign * (y[i] - y[j]);
        slope -= weight * sign / (1 + std::exp(margin));
        loss += weight * Softplus(-margin);
      }
      dy[i] = static_cast<float>(slope);
    }
    if (args_.use_ndcg_as_loss) loss = idcg - dcg;
    if (args_.use_idcg_normalization) {
      const double scale = 1 / std::max(idcg, 1.0);
      loss *= scale;
      for (int64_t i = 0; i < n; ++i) dy[i] = static_cast<float>(dy[i] * scale);
    }
    return static_cast<float>(loss);
  }
};

std::vector<TensorSpec> LambdaRankGradientShape(const LambdaRankArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[2].dims == in[0].dims, "dy must have the shape of y [", DimsString(in[0].dims), "], got [",
                 DimsString(in[2].dims), "]");
  NETDEF_ENFORCE(NumElements(in[3].dims) == NumElements(in[1].dims), "there must be one gradient for each session, got [",
                 DimsString(in[3].dims), "] and [", DimsString(in[1].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

class LambdaRankNdcgGradientOp final : public KernelOperator<LambdaRankArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* dy = Input(2).data<float>();
    const float* dloss = Input(3).data<float>();
    float* out = Output(0)->mutable_data<float>();
    int64_t i = 0, session = 0;
    for (int64_t end : CheckedEnds(Input(1), Input(0).numel())) {
      for (; i < end; ++i) out[i] = dy[i] * dloss[session];
      ++session;
    }
    std::fill(out + i, out + Input(0).numel(), 0.0f);  // examples of no session
  }
};

OPERATOR_SCHEMA(LambdaRankNdcg)
    .NumInputs(3)
    .NumOutputs(2)
    .Args<LambdaRankArgs>()
    .Shape<LambdaRankArgs>(LambdaRankShape)
    .SetDoc("Listwise ranking loss (LambdaRank with NDCG weights).\n\n"
            "Source: [Burges, 2010](https://www.microsoft.com/en-us/research/publication/"
            "from-ranknet-to-lambdarank-to-lambdamart-an-overview/).")
    .Input(0, "y", "Scores, [N].")
    .Input(1, "r", "Relevance, [N].")
    .Input(2, "session_lengths", "int32: examples of each session.")
    .Output(0, "loss", "Loss of each session.")
    .Output(1, "dy", "Derivative of the loss with respect to y, [N].");

OPERATOR_SCHEMA(LambdaRankNdcgGradient)
    .NumInputs(4)
    .NumOutputs(1)
    .Args<LambdaRankArgs>()
    .Shape<LambdaRankArgs>(LambdaRankGradientShape)
    .SetDoc("Gradient of LambdaRankNdcg.")
    .Input(0, "y", "Scores.")
    .Input(1, "session_lengths", "int32: examples of each session.")
    .Input(2, "dy", "Second output of LambdaRankNdcg.")
    .Input(3, "dloss", "Gradient of the loss of each session.")
    .Output(0, "dX", "Gradient of y.");

REGISTER_CPU_OPERATOR(LambdaRankNdcg, LambdaRankNdcgOp);
REGISTER_CPU_OPERATOR(LambdaRankNdcgGradient, LambdaRankNdcgGradientOp);
SIMPLE_GRADIENT(LambdaRankNdcg, "LambdaRankNdcgGradient", {I(0), I(2), O(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
