// StringStartsWith, StringEndsWith, StringEquals: which strings begin or end with a text, or are it.
#include "ops/string/_shared.h"

namespace netdef {
namespace {

struct StartsWithArgs {
  std::string prefix;

  template <typename V>
  void Fields(V& v) {
    v("prefix", prefix, "What to look for at the start.");
  }
};

struct EndsWithArgs {
  std::string suffix;

  template <typename V>
  void Fields(V& v) {
    v("suffix", suffix, "What to look for at the end.");
  }
};

struct EqualsArgs {
  std::string text;

  template <typename V>
  void Fields(V& v) {
    v("text", text, "What to compare with.");
  }
};

struct StartsWith {
  const StartsWithArgs& args;
  bool operator()(const std::string& s) const { return s.compare(0, args.prefix.size(), args.prefix) == 0; }
};

struct EndsWith {
  const EndsWithArgs& args;
  bool operator()(const std::string& s) const {
    const size_t n = args.suffix.size();
    return s.size() >= n && s.compare(s.size() - n, n, args.suffix) == 0;
  }
};

struct Equals {
  const EqualsArgs& args;
  bool operator()(const std::string& s) const { return s == args.text; }
};

OPERATOR_SCHEMA(StringStartsWith)
    .FillUsing(TakesStrings<StartsWithArgs, StartsWith>)
    .SetDoc("Which strings begin with `prefix`.")
    .Output(0, "bools", "Bool, the same shape.");

OPERATOR_SCHEMA(StringEndsWith)
    .FillUsing(TakesStrings<EndsWithArgs, EndsWith>)
    .SetDoc("Which strings end with `suffix`.")
    .Output(0, "bools", "Bool, the same shape.");

OPERATOR_SCHEMA(StringEquals)
    .FillUsing(TakesStrings<EqualsArgs, Equals>)
    .SetDoc("Which strings are `text`.")
    .Output(0, "bools", "Bool, the same shape.");

using StringStartsWithOp = EachStringOp<StartsWithArgs, StartsWith>;
using StringEndsWithOp = EachStringOp<EndsWithArgs, EndsWith>;
using StringEqualsOp = EachStringOp<EqualsArgs, Equals>;
REGISTER_CPU_OPERATOR(StringStartsWith, StringStartsWithOp);
REGISTER_CPU_OPERATOR(StringEndsWith, StringEndsWithOp);
REGISTER_CPU_OPERATOR(StringEquals, StringEqualsOp);
SHOULD_NOT_DO_GRADIENT(StringStartsWith);
SHOULD_NOT_DO_GRADIENT(StringEndsWith);
SHOULD_NOT_DO_GRADIENT(StringEquals);

}  // namespace
}  // namespace netdef
