// SVMClassifier of ONNX: a duel of each pair of classes over the support vectors, the class that wins most; or one linear score for each class.
//
// Probabilities of classes from those of duels: T.-F. Wu, C.-J. Lin, R. C. Weng, "Probability estimates for multi-class classification by
// pairwise coupling", JMLR 5 (2004), algorithm 2, with its end of the iteration at an error of 0.005 / classes.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

enum class Kernel : uint8_t { kLinear, kPoly, kRbf, kSigmoid };

struct SvmClassifierArgs {
  std::vector<float> coefficients, support_vectors, rho, prob_a, prob_b, kernel_params;
  std::vector<int64_t> vectors_per_class;
  ClassLabels labels;
  Kernel kernel = Kernel::kLinear;
  PostTransform post_transform = PostTransform::kNone;

  // Whether classes are compared in pairs; else each has a linear score.
  bool duels() const { return !vectors_per_class.empty(); }
  int64_t scores() const {
    const auto classes = static_cast<int64_t>(labels.size());
    return classes == 2 || !prob_a.empty() || !duels() ? classes : classes * (classes - 1) / 2;
  }

  template <typename V>
  void Fields(V& v) {
    std::string name = "LINEAR";
    v.Required("coefficients", coefficients, "[classes - 1, vectors]: weights in the duels; without vectors [classes, C].");
    v("support_vectors", support_vectors, "[vectors, C]: those of the first class first.");
    v("vectors_per_class", vectors_per_class, "Number of support vectors of each class.");
    v("rho", rho, "Added to the sum of each duel; without vectors one number for all classes.");
    v("prob_a", prob_a, "Slope of the probability of each duel; absent: scores are sums, not probabilities.");
    v("prob_b", prob_b, "Offset of the probability of each duel.");
    v("kernel_type", name, "LINEAR, POLY, RBF or SIGMOID.");
    v("kernel_params", kernel_params, "Gamma, offset and degree; absent: 0.");
    v("classlabels_ints", labels.ints, "Label of each class; or classlabels_strings.");
    v("classlabels_strings", labels.strings, "Label of each class.");
    post_transform = ReadPostTransform(v);
    if constexpr (V::kReads) Check(name);
  }

 private:
  void Check(const std::string& name) {
    const char* names[] = {"LINEAR", "POLY", "RBF", "SIGMOID"};
    const auto found = std::find(std::begin(names), std::end(names), name);
    NETDEF_ENFORCE(found != std::end(names), "kernel_type must be LINEAR, POLY, RBF or SIGMOID, got '", name, "'");
    kernel = static_cast<Kernel>(found - names);
    NETDEF_ENFORCE(kernel_params.empty() || kernel_params.size() == 3, "kernel_params must be gamma, offset and degree, got ", kernel_params.size(), " numbers");
    kernel_params.resize(3);
    NETDEF_ENFORCE(labels.ints.empty() != labels.strings.empty(), "exactly one of classlabels_ints and classlabels_strings must be given");
    const size_t classes = labels.size(), pairs = classes * (classes - 1) / 2;
    NETDEF_ENFORCE(classes >= 2, "expected at least two classes, got ", classes);
    NETDEF_ENFORCE_EQ(rho.size(), duels() ? pairs : 1, "the length of rho does not fit ", classes, " classes");
    NETDEF_ENFORCE_EQ(prob_a.size(), prob_b.size(), "prob_a and prob_b must be of one length");
    NETDEF_ENFORCE(prob_a.empty() || (duels() && prob_a.size() == pairs), "prob_a has ", prob_a.size(), " numbers, which do not fit ", duels() ? pairs : 0, " duels");
    if (!duels()) return;
    NETDEF_ENFORCE_EQ(vectors_per_class.size(), classes, "vectors_per_class needs a number for each class");
    size_t vectors = 0;
    for (int64_t n : vectors_per_class) {
      NETDEF_ENFORCE(n >= 0 && static_cast<size_t>(n) <= coefficients.size(), "vectors_per_class says ", n, " vectors, there are ", coefficients.size(), " coefficients");
      vectors += static_cast<size_t>(n);
    }
    NETDEF_ENFORCE(vectors > 0 && coefficients.size() == vectors * (classes - 1), "expected ", classes - 1, " coefficients for each of ", vectors, " vectors, got ", coefficients.size());
    NETDEF_ENFORCE(support_vectors.size() % vectors == 0, support_vectors.size(), " numbers are no ", vectors, " support vectors");
  }
};

class SvmClassifierOp final : public KernelOperator<SvmClassifierArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const FeatureDims d(Input(0).dims());
    const size_t features = static_cast<size_t>(d.features), classes = args_.labels.size();
    const std::vector<float>& weights = args_.duels() ? args_.support_vectors : args_.coefficients;
    const size_t vectors = args_.duels() ? args_.coefficients.size() / (classes - 1) : classes;
    NETDEF_ENFORCE(weights.size() == vectors * features, "[SVMClassifier] ", weights.size(), " numbers are no ", vectors, " vectors of ", features, " features");
    const std::vector<double> x = DoublesOf(Input(0));
    std::vector<double> products(vectors), scores, votes;
    for (int64_t r = 0; r < d.rows; ++r) {
      const double* row = x.data() + static_cast<size_t>(r) * features;
      for (size_t i = 0; i < vectors; ++i) products[i] = Product(row, weights.data() + i * features, features);
      size_t label = 0;
      if (args_.duels()) {
        Fight(products, &scores, &votes);
        label = BestClass(votes);
        if (!args_.prob_a.empty()) {
          scores = Probabilities(scores);
        } else if (classes == 2) {
          scores = {-scores[0], scores[0]};
        }
      } else {
        scores = products;
        for (double& s : scores) s += static_cast<double>(args_.rho[0]);
        label = BestClass(scores);
      }
      Transform(args_.post_transform, &scores);
      if (HasOutput(0)) args_.labels.Store(label, r, Output(0));
      if (HasOutput(1)) std::copy(scores.begin(), scores.end(), Output(1)->mutable_data<float>() + r * args_.scores());
    }
  }

 private:
  // The kernel of a row and a vector.
  double Product(const double* x, const float* v, size_t n) const {
    const bool rbf = args_.duels() && args_.kernel == Kernel::kRbf;
    double sum = 0;
    for (size_t i = 0; i < n; ++i) {
      const double w = static_cast<double>(v[i]);
      sum += rbf ? (x[i] - w) * (x[i] - w) : x[i] * w;
    }
    if (!args_.duels()) return sum;
    const double gamma = static_cast<double>(args_.kernel_params[0]), scaled = gamma * sum + static_cast<double>(args_.kernel_params[1]);
    switch (args_.kernel) {
      case Kernel::kLinear: return sum;
      case Kernel::kPoly: return std::pow(scaled, static_cast<double>(args_.kernel_params[2]));
      case Kernel::kRbf: return std::exp(-gamma * sum);
      case Kernel::kSigmoid: break;
    }
    return std::tanh(scaled);
  }

  // The sum of each pair of classes - positive where the first wins - and how many pairs each class wins.
  void Fight(const std::vector<double>& products, std::vector<double>* sums, std::vector<double>* votes) const {
    const size_t classes = args_.labels.size(), vectors = products.size();
    sums->clear();
    votes->assign(classes, 0);
    size_t first = 0;
    for (size_t i = 0; i < classes; ++i) {
      const size_t after = first + static_cast<size_t>(args_.vectors_per_class[i]);
      size_t begin = after;
      for (size_t j = i + 1; j < classes; ++j) {
        const size_t end = begin + static_cast<size_t>(args_.vectors_per_class[j]);
        double sum = static_cast<double>(args_.rho[sums->size()]);
        for (size_t k = first; k < after; ++k) sum += static_cast<double>(args_.coefficients[(j - 1) * vectors + k]) * products[k];
        for (size_t k = begin; k < end; ++k) sum += static_cast<double>(args_.coefficients[i * vectors + k]) * products[k];
        (*votes)[sum > 0 ? i : j] += 1;
        sums->push_back(sum);
        begin = end;
      }
      first = after;
    }
  }

  std::vector<double> Probabilities(const std::vector<double>& sums) const {
    const size_t k = args_.labels.size();
    std::vector<double> won(k * k), q(k * k), p(k, 1.0 / static_cast<double>(k)), qp(k);
    for (size_t i = 0, pair = 0; i < k; ++i) {
      for (size_t j = i + 1; j < k; ++j, ++pair) {
        const double logit = -(sums[pair] * static_cast<double>(args_.prob_a[pair]) + static_cast<double>(args_.prob_b[pair]));
        won[i * k + j] = std::clamp(1 / (1 + std::exp(-logit)), 1e-7, 1 - 1e-7);
        won[j * k + i] = 1 - won[i * k + j];
      }
    }
    for (size_t i = 0; i < k; ++i) {
      for (size_t j = 0; j < k; ++j) {
        if (i == j) continue;
        q[i * k + i] += won[j * k + i] * won[j * k + i];
        q[i * k + j] = -won[j * k + i] * won[i * k + j];
      }
    }
    const double allowed = 0.005 / static_cast<double>(k);
    for (size_t round = 0; round < std::max<size_t>(100, k); ++round) {
      double pqp = 0, error = 0;
      for (size_t i = 0; i < k; ++i) {
        qp[i] = 0;
        for (size_t j = 0; j < k; ++j) qp[i] += q[i * k + j] * p[j];
        pqp += p[i] * qp[i];
      }
      for (double value : qp) error = std::max(error, std::abs(value - pqp));
      if (error < allowed) break;
      for (size_t i = 0; i < k; ++i) {
        const double step = (pqp - qp[i]) / q[i * k + i], whole = 1 + step;
        p[i] += step;
        pqp = (pqp + step * (step * q[i * k + i] + 2 * qp[i])) / (whole * whole);
        for (size_t j = 0; j < k; ++j) {
          qp[j] = (qp[j] + step * q[i * k + j]) / whole;
          p[j] /= whole;
        }
      }
    }
    return p;
  }
};

ML_OPERATOR_SCHEMA(SVMClassifier)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<SvmClassifierArgs>()
    .Shape<SvmClassifierArgs>([](const SvmClassifierArgs& args, const ShapeInputs& in) {
      const int64_t rows = FeatureDims(in[0].dims).rows;
      return std::vector<TensorSpec>{TensorSpec({rows}, args.labels.dtype()), TensorSpec({rows, args.scores()}, DType::kFloat)};
    })
    .SetDoc("Classification by support vectors.")
    .Input(0, "X", "[N, C] or [C].")
    .Output(0, "Y", "[N]: the labels.")
    .Output(1, "Z", "[N, classes]: probabilities, or sums; without probabilities of three and more classes [N, pairs of classes]: the sum of each duel.");

REGISTER_ML_OPERATOR(SVMClassifier, SvmClassifierOp);

}  // namespace
}  // namespace netdef
