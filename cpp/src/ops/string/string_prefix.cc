// StringPrefix, StringSuffix: the first or last bytes of each string.
#include "ops/string/_shared.h"

namespace netdef {
namespace {

struct Prefix {
  const LengthArgs& args;
  std::string operator()(const std::string& s) const { return s.substr(0, static_cast<size_t>(args.length)); }
};

struct Suffix {
  const LengthArgs& args;
  std::string operator()(const std::string& s) const { return s.substr(s.size() - std::min(s.size(), static_cast<size_t>(args.length))); }
};

OPERATOR_SCHEMA(StringPrefix)
    .FillUsing(TakesStrings<LengthArgs, Prefix>)
    .SetDoc("The first bytes of each string.")
    .Output(0, "prefixes", "Strings, the same shape.");

OPERATOR_SCHEMA(StringSuffix)
    .FillUsing(TakesStrings<LengthArgs, Suffix>)
    .SetDoc("The last bytes of each string.")
    .Output(0, "suffixes", "Strings, the same shape.");

using StringPrefixOp = EachStringOp<LengthArgs, Prefix>;
using StringSuffixOp = EachStringOp<LengthArgs, Suffix>;
REGISTER_CPU_OPERATOR(StringPrefix, StringPrefixOp);
REGISTER_CPU_OPERATOR(StringSuffix, StringSuffixOp);
SHOULD_NOT_DO_GRADIENT(StringPrefix);
SHOULD_NOT_DO_GRADIENT(StringSuffix);

}  // namespace
}  // namespace netdef
