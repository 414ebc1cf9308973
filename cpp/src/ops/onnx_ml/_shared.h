// What the operators of ai.onnx.ml share.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_ml {  // other families have things of the same names

#define ML_OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_IN(ONNX_ML_DOMAIN, type)
#define REGISTER_ML_OPERATOR(type, ...) REGISTER_ONNX_OPERATOR_IN(ONNX_ML_DOMAIN, type, __VA_ARGS__)

using MlTypes = TypeList<float, double, int32_t, int64_t>;

// Features as a matrix [N, C]; a vector is one row.
struct FeatureDims {
  int64_t rows, features;

  explicit FeatureDims(const Dims& dims) {
    NETDEF_ENFORCE(dims.size() == 1 || dims.size() == 2, "expected features [N, C] or [C], got [", DimsString(dims), "]");
    rows = dims.size() == 2 ? dims[0] : 1;
    features = dims.back();
  }
};

inline std::vector<double> DoublesOf(const Tensor& t) {
  std::vector<double> values;
  DispatchTypes(MlTypes(), t.dtype(), [&](auto zero) {
    using T = decltype(zero);
    values.assign(t.data<T>(), t.data<T>() + t.numel());
  });
  return values;
}

enum class PostTransform : uint8_t { kNone, kSoftmax, kLogistic, kSoftmaxZero, kProbit };

template <typename V>
PostTransform ReadPostTransform(V& v) {
  std::string name = "NONE";
  v("post_transform", name, "What becomes of the scores: NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO or PROBIT.");
  const char* names[] = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};
  for (int i = 0; i < 5; ++i) {
    if (name == names[i]) return static_cast<PostTransform>(i);
  }
  NETDEF_THROW("post_transform must be NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO or PROBIT, got '", name, "'");
}

// Transforms a row of scores.
void Transform(PostTransform transform, std::vector<double>* scores);

// Labels of classes: integers or strings.
struct ClassLabels {
  std::vector<int64_t> ints;
  std::vector<std::string> strings;

  DType dtype() const { return strings.empty() ? DType::kInt64 : DType::kString; }
  size_t size() const { return std::max(ints.size(), strings.size()); }
  void Store(size_t label, int64_t row, Tensor* out) const {
    if (strings.empty()) {
      out->mutable_data<int64_t>()[row] = ints[label];
    } else {
      out->mutable_data<std::string>()[row] = strings[label];
    }
  }
};

// The label of a row of scores. Of two classes with one score only, the second is it where the score passes the threshold.
inline size_t BestClass(const std::vector<double>& scores) { return static_cast<size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin()); }

}  // namespace onnx_ml
}  // namespace netdef
