// What LSTMUnit and GRUUnit share: their optional sequence lengths, and the sigmoid.
#pragma once

#include <cmath>

#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {

inline float UnitSigmoid(float x) { return 1.0f / (1.0f + std::exp(-x)); }

// Which sequences of a batch still run in this step.
class SequenceEnds {
 public:
  // `lengths` may be nullptr: all run for ever.
  SequenceEnds(const char* op, const Tensor* lengths, const Tensor& timestep, int64_t batch) {
    NETDEF_ENFORCE(timestep.numel() >= 1, "[", op, "] the step number is missing");
    t_ = timestep.data<int32_t>()[0];
    if (lengths == nullptr) return;
    NETDEF_ENFORCE_EQ(lengths->numel(), batch, "[", op, "] there must be one sequence length for each row of the batch");
    lengths_ = lengths->data<int32_t>();
  }
  bool Runs(int64_t row) const { return lengths_ == nullptr || t_ < lengths_[row]; }

 private:
  int32_t t_;
  const int32_t* lengths_ = nullptr;
};

// Checks a shape (1, batch, size), or with any number in place of the 1.
inline const Dims& UnitDims(const char* op, const char* what, const TensorSpec& spec) {
  NETDEF_ENFORCE(spec.dims.size() == 3, "[", op, "] ", what, " must be of shape (1, batch, size), got [",
                 DimsString(spec.dims), "]");
  return spec.dims;
}

// Checks that `spec` is (1, batch, size) for the batch and `factor` times the size of `state`.
inline void CheckUnitInput(const char* op, const char* what, const TensorSpec& spec, const Dims& state, int64_t factor) {
  const Dims& dims = UnitDims(op, what, spec);
  NETDEF_ENFORCE(dims[0] == 1 && state[0] == 1 && dims[1] == state[1] && state[2] <= (int64_t{1} << 60) / factor &&
                     dims[2] == factor * state[2],
                 "[", op, "] ", what, " must be of shape (1, ", state[1], ", ", factor, " * ", state[2], "), got [",
                 DimsString(dims), "]");
}

}  // namespace netdef
