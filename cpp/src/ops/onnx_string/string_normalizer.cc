// StringNormalizer of ONNX: strings without stopwords, in one case.
#include <algorithm>
#include <set>

#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

struct StringNormalizerArgs {
  std::string case_change_action = "NONE", locale;
  bool is_case_sensitive = false;
  std::vector<std::string> stopwords;

  template <typename V>
  void Fields(V& v) {
    v("case_change_action", case_change_action, "LOWER, UPPER or NONE.");
    v("is_case_sensitive", is_case_sensitive, "Stopwords are compared as they are, else in lower case.");
    v("locale", locale, "Ignored: the case of a letter does not depend on the place.");
    v("stopwords", stopwords, "Strings that are dropped.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(case_change_action == "LOWER" || case_change_action == "UPPER" || case_change_action == "NONE", "case_change_action must be LOWER, UPPER or NONE, got '", case_change_action, "'");
    }
  }
};

std::string InCase(const std::string& text, uint32_t (*convert)(uint32_t)) {
  std::vector<uint32_t> characters = DecodeUtf8(text);
  for (uint32_t& c : characters) c = convert(c);
  return EncodeUtf8(characters);
}

class StringNormalizerOp final : public KernelOperator<StringNormalizerArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    NETDEF_ENFORCE(dims.size() == 1 || (dims.size() == 2 && dims[0] == 1), "[StringNormalizer] expected strings of shape [C] or [1, C], got [", DimsString(dims), "]");
    std::set<std::string> stopwords;
    for (const std::string& word : args_.stopwords) stopwords.insert(args_.is_case_sensitive ? word : InCase(word, LowerCase));
    std::vector<std::string> kept;
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      const std::string& word = Input(0).data<std::string>()[i];
      if (stopwords.count(args_.is_case_sensitive ? word : InCase(word, LowerCase)) != 0) continue;
      kept.push_back(args_.case_change_action == "LOWER" ? InCase(word, LowerCase) : args_.case_change_action == "UPPER" ? InCase(word, UpperCase) : word);
    }
    if (kept.empty()) kept.emplace_back();  // the output is never empty
    Tensor out(dims.size() == 1 ? Dims{static_cast<int64_t>(kept.size())} : Dims{1, static_cast<int64_t>(kept.size())}, DType::kString);
    std::move(kept.begin(), kept.end(), out.mutable_data<std::string>());
    *Output(0) = std::move(out);
  }
};

ONNX_OPERATOR_SCHEMA(StringNormalizer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<StringNormalizerArgs>()
    .ShapeDependsOnData("the number of stopwords found")
    .SetDoc("Drops stopwords and changes the case.")
    .Input(0, "X", "Strings, [C] or [1, C].")
    .Output(0, "Y", "The strings that are left; one empty string where none is.");

REGISTER_ONNX_OPERATOR(StringNormalizer, StringNormalizerOp);

}  // namespace
}  // namespace netdef
