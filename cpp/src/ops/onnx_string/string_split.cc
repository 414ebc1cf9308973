// StringSplit of ONNX: strings cut at a delimiter, or at white space.
#include <algorithm>

#include "ops/onnx_string/_shared.h"

namespace netdef {
namespace {

struct StringSplitArgs {
  std::string delimiter;
  int64_t maxsplit = -1;

  template <typename V>
  void Fields(V& v) {
    v("delimiter", delimiter, "Where to cut; empty: at any white space, which is dropped.");
    v("maxsplit", maxsplit, "The most cuts, from the left; absent: no limit.");
  }
};

constexpr char kSpace[] = " \t\n\r\f\v";

std::vector<std::string> SplitString(const std::string& text, const std::string& delimiter, int64_t most) {
  std::vector<std::string> parts;
  const bool spaces = delimiter.empty();
  size_t begin = spaces ? std::min(text.find_first_not_of(kSpace), text.size()) : 0;
  if (text.empty() || (spaces && begin == text.size())) return parts;
  for (;;) {
    const size_t end = most == 0 ? std::string::npos : spaces ? text.find_first_of(kSpace, begin) : text.find(delimiter, begin);
    if (end == std::string::npos) break;
    parts.push_back(text.substr(begin, end - begin));
    begin = spaces ? std::min(text.find_first_not_of(kSpace, end), text.size()) : end + delimiter.size();
    if (most > 0) --most;
    if (spaces && begin == text.size()) return parts;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

class StringSplitOp final : public KernelOperator<StringSplitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    Dims dims = Input(0).dims();
    const auto* in = Input(0).data<std::string>();
    const int64_t n = Input(0).numel();
    std::vector<std::vector<std::string>> parts;
    size_t most = 0;
    for (int64_t i = 0; i < n; ++i) {
      parts.push_back(SplitString(in[i], args_.delimiter, args_.maxsplit));
      most = std::max(most, parts.back().size());
    }
    Output(1)->Resize(dims);
    auto* counts = Output(1)->mutable_data<int64_t>();
    dims.push_back(static_cast<int64_t>(most));
    Tensor pieces(dims, DType::kString);
    auto* out = pieces.mutable_data<std::string>();
    for (size_t i = 0; i < parts.size(); ++i, out += most) {
      counts[i] = static_cast<int64_t>(parts[i].size());
      std::move(parts[i].begin(), parts[i].end(), out);
    }
    *Output(0) = std::move(pieces);
  }
};

ONNX_OPERATOR_SCHEMA(StringSplit)
    .NumInputs(1)
    .NumOutputs(2)
    .Args<StringSplitArgs>()
    .ShapeDependsOnData("the number of parts")
    .SetDoc("Cuts strings, as Python's split.")
    .Input(0, "X", "Strings.")
    .Output(0, "Y", "The parts along a new last axis, filled up with empty strings.")
    .Output(1, "Z", "int64: the number of parts of each.");

REGISTER_ONNX_OPERATOR(StringSplit, StringSplitOp);

}  // namespace
}  // namespace netdef
