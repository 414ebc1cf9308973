// What the decoders of connectionist temporal classification share: their inputs, and how results are laid out.
#pragma once

#include <algorithm>
#include <vector>

#include "netdef/operator.h"

namespace netdef {
namespace ctc {

constexpr int32_t kBlank = 0;

// [steps, batch, labels]; label 0 is the blank.
struct Scores {
  int64_t steps, batch, labels;
  const float* data;
  const int32_t* lengths;  // of each sequence; nullptr where all have `steps`

  const float* at(int64_t t, int64_t n) const { return data + (t * batch + n) * labels; }
  int64_t length(int64_t n) const {
    if (lengths == nullptr) return steps;
    NETDEF_ENFORCE(lengths[n] >= 0 && lengths[n] <= steps, "SEQ_LEN must be between 0 and the ", steps,
                   " steps of INPUTS, got ", lengths[n]);
    return lengths[n];
  }
};

inline void CheckInputs(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 3 && in[0].dims[2] > 0, "expected INPUTS of shape [steps, batch, labels], got [",
                 DimsString(in[0].dims), "]");
  if (in.size() > 1) {
    NETDEF_ENFORCE(NumElements(in[1].dims) == in[0].dims[1], "SEQ_LEN must have one entry for each of the ",
                   in[0].dims[1], " sequences, got shape [", DimsString(in[1].dims), "]");
  }
}

// Paths one after the other, and the length of each.
inline void Write(const std::vector<std::vector<int32_t>>& paths, Tensor* lengths, Tensor* values) {
  int64_t total = 0;
  for (const auto& path : paths) total += static_cast<int64_t>(path.size());
  lengths->Resize({static_cast<int64_t>(paths.size())}, DType::kInt32);
  values->Resize({total}, DType::kInt32);
  int32_t* length = lengths->mutable_data<int32_t>();
  int32_t* value = values->mutable_data<int32_t>();
  for (const auto& path : paths) {
    *length++ = static_cast<int32_t>(path.size());
    value = std::copy(path.begin(), path.end(), value);
  }
}

}  // namespace ctc
}  // namespace netdef
