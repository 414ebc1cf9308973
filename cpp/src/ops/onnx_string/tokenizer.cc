// Tokenizer of ONNX Runtime: strings cut into tokens - what an expression matches, what lies between separators, or characters.
#include <algorithm>

#include "ops/onnx_string/_regex.h"
#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

#define CONTRIB_DOMAIN "com.microsoft"

struct TokenizerArgs {
  std::string pad_value, tokenexp;
  std::vector<std::string> separators;
  int64_t mark = 0, mincharnum = 1;

  template <typename V>
  void Fields(V& v) {
    v.Required("mark", mark, "Not 0: each string begins with a token \\x02 and ends with \\x03.");
    v.Required("mincharnum", mincharnum, "Tokens of fewer characters are dropped.");
    v.Required("pad_value", pad_value, "Fills up the strings with fewer tokens.");
    v("separators", separators, "Expressions of what lies between tokens, earlier ones first; a single empty one: each character is a token. Or tokenexp.");
    v("tokenexp", tokenexp, "Expression of a token; the longest match from the left is taken.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(separators.empty() != tokenexp.empty(), "exactly one of separators and tokenexp must be given");
      NETDEF_ENFORCE(separators.size() < 2 || std::find(separators.begin(), separators.end(), "") == separators.end(), "an empty separator must be the only one");
      NETDEF_ENFORCE(mincharnum >= 1, "mincharnum must be at least 1, got ", mincharnum);
    }
  }
};

using Characters = std::vector<uint32_t>;

class TokenizerOp final : public KernelOperator<TokenizerArgs> {
 public:
  TokenizerOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    if (!args_.tokenexp.empty()) regexes_.emplace_back(args_.tokenexp);
    for (const std::string& separator : args_.separators) {
      if (!separator.empty()) regexes_.emplace_back(separator);
    }
  }

 protected:
  void Compute() override {
    Dims dims = Input(0).dims();
    NETDEF_ENFORCE(dims.size() == 1 || dims.size() == 2, "[Tokenizer] expected strings [C] or [N, C], got [", DimsString(dims), "]");
    const auto* in = Input(0).data<std::string>();
    std::vector<std::vector<std::string>> tokens;
    size_t most = 0;
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      tokens.push_back(Tokens(DecodeUtf8(in[i])));
      most = std::max(most, tokens.back().size());
    }
    dims.push_back(static_cast<int64_t>(most));
    Output(0)->Resize(dims);
    auto* out = Output(0)->mutable_data<std::string>();
    for (std::vector<std::string>& row : tokens) {
      out = std::move(row.begin(), row.end(), out);
      out = std::fill_n(out, most - row.size(), args_.pad_value);
    }
  }

 private:
  std::vector<std::string> Tokens(const Characters& text) const {
    std::vector<std::string> tokens;
    if (args_.mark != 0) tokens.emplace_back("\x02");
    const auto keep = [&](size_t begin, size_t end) {
      if (begin < end && end - begin >= static_cast<size_t>(args_.mincharnum)) tokens.push_back(EncodeUtf8(Characters(text.begin() + static_cast<int64_t>(begin), text.begin() + static_cast<int64_t>(end))));
    };
    size_t begin = 0;  // of what is between separators
    for (size_t at = 0; at < text.size();) {
      const size_t length = regexes_.empty() ? 1 : Match(text, at);
      if (args_.separators.empty() || regexes_.empty()) {
        keep(at, at + length);
      } else if (length > 0) {
        keep(begin, at);
        begin = at + length;
      }
      at += std::max<size_t>(length, 1);
    }
    if (!args_.separators.empty() && !regexes_.empty()) keep(begin, text.size());
    if (args_.mark != 0) tokens.emplace_back("\x03");
    return tokens;
  }

  // Length of what the first of the expressions that does matches here, 0 for none.
  size_t Match(const Characters& text, size_t at) const {
    for (const Regex& regex : regexes_) {
      const int64_t length = regex.LongestMatch(text, at);
      if (length > 0) return static_cast<size_t>(length);
    }
    return 0;
  }

  std::vector<Regex> regexes_;
};

OPERATOR_SCHEMA_IN(CONTRIB_DOMAIN, Tokenizer)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TokenizerArgs>()
    .ShapeDependsOnData("the number of tokens")
    .SetDoc("Cuts strings into tokens.")
    .Input(0, "X", "Strings [C] or [N, C].")
    .Output(0, "Y", "The tokens along a new last axis.");

REGISTER_ONNX_OPERATOR_IN(CONTRIB_DOMAIN, Tokenizer, TokenizerOp);

}  // namespace
}  // namespace netdef
