// TfIdfVectorizer of ONNX: counts of given n-grams in a sequence, with or without weights.
#include <algorithm>
#include <map>

#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

struct TfIdfVectorizerArgs {
  std::string mode;
  int64_t min_gram_length = 1, max_gram_length = 1, max_skip_count = 0;
  std::vector<int64_t> ngram_counts, ngram_indexes, pool_int64s;
  std::vector<std::string> pool_strings;
  std::vector<float> weights;

  template <typename V>
  void Fields(V& v) {
    v.Required("mode", mode, "TF: counts; IDF: the weight of each n-gram that occurs; TFIDF: counts times weights.");
    v.Required("min_gram_length", min_gram_length, "Length of the shortest n-grams.");
    v.Required("max_gram_length", max_gram_length, "Length of the longest n-grams.");
    v.Required("max_skip_count", max_skip_count, "The most items between neighbours of an n-gram.");
    v.Required("ngram_counts", ngram_counts, "Where in the pool the n-grams of each length begin, from length 1 on.");
    v.Required("ngram_indexes", ngram_indexes, "Place of each n-gram of the pool in the output.");
    v("pool_int64s", pool_int64s, "The n-grams, one after the other; or pool_strings.");
    v("pool_strings", pool_strings, "The n-grams of strings.");
    v("weights", weights, "Weight of each n-gram; absent: 1.");
    if constexpr (V::kReads) Check();
  }

  int64_t OutputSize() const { return *std::max_element(ngram_indexes.begin(), ngram_indexes.end()) + 1; }

 private:
  void Check() const {
    NETDEF_ENFORCE(mode == "TF" || mode == "IDF" || mode == "TFIDF", "mode must be TF, IDF or TFIDF, got '", mode, "'");
    NETDEF_ENFORCE(min_gram_length >= 1 && max_gram_length >= min_gram_length && max_gram_length <= static_cast<int64_t>(ngram_counts.size()) && max_skip_count >= 0,
                   "gram lengths of ", min_gram_length, " to ", max_gram_length, " do not fit ", ngram_counts.size(), " ngram_counts");
    NETDEF_ENFORCE(pool_int64s.empty() != pool_strings.empty(), "exactly one of pool_int64s and pool_strings must be given");
    const auto pool = static_cast<int64_t>(std::max(pool_int64s.size(), pool_strings.size()));
    int64_t grams = 0;
    for (size_t i = 0; i < ngram_counts.size(); ++i) {
      const int64_t begin = ngram_counts[i], end = i + 1 < ngram_counts.size() ? ngram_counts[i + 1] : pool, n = static_cast<int64_t>(i) + 1;
      NETDEF_ENFORCE(begin >= 0 && begin <= end && end <= pool && (end - begin) % n == 0, "ngram_counts do not divide the pool of ", pool, " items");
      grams += (end - begin) / n;
    }
    NETDEF_ENFORCE(static_cast<int64_t>(ngram_indexes.size()) == grams && grams > 0, "ngram_indexes must name a place for each of ", grams, " n-grams");
    for (int64_t i : ngram_indexes) NETDEF_ENFORCE(i >= 0 && i < (int64_t{1} << 31), "ngram_indexes are out of range: ", i);
    NETDEF_ENFORCE(weights.empty() || weights.size() == ngram_indexes.size(), "weights must have one value for each n-gram");
  }
};

class TfIdfVectorizerOp final : public KernelOperator<TfIdfVectorizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t, std::string>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      using Key = std::conditional_t<std::is_same_v<T, std::string>, std::string, int64_t>;
      if constexpr (std::is_same_v<Key, std::string>) {
        Run<T, Key>(args_.pool_strings);
      } else {
        Run<T, Key>(args_.pool_int64s);
      }
    });
  }

 private:
  template <typename T, typename Key>
  void Run(const std::vector<Key>& pool) {
    NETDEF_ENFORCE(!pool.empty(), "[TfIdfVectorizer] the n-grams of the pool are not of the input's kind");
    std::map<std::vector<Key>, size_t> grams;  // to its number
    size_t number = 0;
    for (size_t i = 0; i < args_.ngram_counts.size(); ++i) {
      const auto end = i + 1 < args_.ngram_counts.size() ? args_.ngram_counts[i + 1] : static_cast<int64_t>(pool.size());
      const auto n = static_cast<int64_t>(i) + 1;
      for (int64_t at = args_.ngram_counts[i]; at < end; at += n, ++number) {
        if (n >= args_.min_gram_length && n <= args_.max_gram_length) grams.emplace(std::vector<Key>(pool.begin() + at, pool.begin() + at + n), number);
      }
    }
    const Dims& dims = Input(0).dims();
    const int64_t rows = dims.size() == 2 ? dims[0] : 1, length = dims.empty() ? 1 : dims.back(), width = Output(0)->dims().back();
    float* out = Output(0)->mutable_data<float>();
    for (int64_t r = 0; r < rows; ++r) {
      std::vector<int64_t> counts(args_.ngram_indexes.size(), 0);
      const T* items = Input(0).data<T>() + r * length;
      for (int64_t n = args_.min_gram_length; n <= args_.max_gram_length; ++n) {
        // Single items have no neighbours to skip.
        for (int64_t step = 1; step <= (n == 1 ? 1 : std::min(args_.max_skip_count, length) + 1); ++step) {
          for (int64_t at = 0; at + (n - 1) * step < length; ++at) {
            std::vector<Key> gram;
            for (int64_t k = 0; k < n; ++k) gram.push_back(items[at + k * step]);
            const auto found = grams.find(gram);
            if (found != grams.end()) ++counts[found->second];
          }
        }
      }
      std::fill(out + r * width, out + (r + 1) * width, 0.0f);
      for (size_t g = 0; g < counts.size(); ++g) {
        const float weight = args_.weights.empty() ? 1.0f : args_.weights[g], count = static_cast<float>(counts[g]);
        if (counts[g] == 0) continue;
        out[r * width + args_.ngram_indexes[g]] += args_.mode == "TF" ? count : args_.mode == "IDF" ? weight : count * weight;
      }
    }
  }
};

ONNX_OPERATOR_SCHEMA(TfIdfVectorizer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TfIdfVectorizerArgs>()
    .Shape<TfIdfVectorizerArgs>([](const TfIdfVectorizerArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE(in[0].dims.size() <= 2, "expected one sequence or rows of them, got [", DimsString(in[0].dims), "]");
      return OneSpec(in[0].dims.size() == 2 ? Dims{in[0].dims[0], args.OutputSize()} : Dims{args.OutputSize()}, DType::kFloat);
    })
    .SetDoc("Counts n-grams.")
    .Input(0, "X", "[C] or [N, C]: int32, int64 or strings.")
    .Output(0, "Y", "Float, one element for each place that ngram_indexes name.");

REGISTER_ONNX_OPERATOR(TfIdfVectorizer, TfIdfVectorizerOp);

}  // namespace
}  // namespace netdef
