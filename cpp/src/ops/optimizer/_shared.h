// What the optimizers have in common: checks of their inputs, and walks over dense and sparse gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "netdef/rows.h"

namespace netdef {

// Output i has the shape and type of input `inputs[i]`; the operator may be given fewer outputs.
inline ShapeRule OutputsLikeInputs(std::vector<size_t> inputs) {
  return [inputs = std::move(inputs)](const ShapeInputs& in) {
    std::vector<TensorSpec> out;
    for (size_t i = 0; i < inputs.size() && i < static_cast<size_t>(in.num_outputs); ++i) out.push_back(in[inputs[i]]);
    return out;
  };
}

// The one element of a learning rate or another scalar.
inline float ScalarInput(const Tensor& t, const char* what) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, what, " must have one element");
  return *t.data<float>();
}

// The number of the current iteration; another can follow it.
inline int64_t IterationInput(const Tensor& t) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, "the iteration must have one element");
  const int64_t iteration = *t.data<int64_t>();
  NETDEF_ENFORCE_LT(iteration, std::numeric_limits<int64_t>::max(), "no iteration can follow this one");
  return iteration;
}

// The floats of a state that is changed in place. Scripts feed zeros without naming a type, which numpy makes int64 or double.
inline float* StateInPlace(Tensor* state) {
  if (state->dtype() != DType::kFloat) {
    DispatchTypes<int32_t, int64_t, double>(state->dtype(), [&](auto zero) {
      const auto* fed = state->data<decltype(zero)>();
      const std::vector<float> values(fed, fed + state->numel());
      std::copy(values.begin(), values.end(), state->mutable_data<float>());
    });
  }
  return DataInPlace<float>(state);
}

inline void EnforceSameSize(const Tensor& param, const Tensor& other, const char* what) {
  NETDEF_ENFORCE_EQ(other.numel(), param.numel(), what, " and the parameter must have the same size");
}

// Shares a dense update out to threads: fn(begin, end).
template <typename Fn>
void ForElements(int64_t n, Fn&& fn) {
  constexpr int64_t kGrain = 16384;
  ParallelFor(0, n, kGrain, fn);
}

// A sparse gradient: row i of `grad` belongs to row indices[i] of the parameter.
class SparseGradient {
 public:
  SparseGradient(const Tensor& param, const Tensor& indices, const Tensor& grad) : indices_(indices), count_(indices.numel()) {
    NETDEF_ENFORCE_GE(param.dim(), 1, "a sparsely updated parameter must have rows");
    rows_ = param.dim(0);
    block_ = param.size_from_dim(1);
    NETDEF_ENFORCE_EQ(grad.numel(), count_ * block_, "the gradient must have one row of ", block_, " elements for each of ",
                      count_, " indices");
    DispatchTypes<int32_t, int64_t>(indices.dtype(), [&](auto zero) { Check<decltype(zero)>(); });
  }

  int64_t count() const { return count_; }
  int64_t block() const { return block_; }
  int64_t rows() const { return rows_; }

  // fn(row of the parameter, position in the gradient) in order; rows may repeat.
  template <typename Fn>
  void ForRows(Fn&& fn) const {
    DispatchTypes<int32_t, int64_t>(indices_.dtype(), [&](auto zero) {
      const auto* index = indices_.data<decltype(zero)>();
      for (int64_t i = 0; i < count_; ++i) fn(static_cast<int64_t>(index[i]), i);
    });
  }

 private:
  template <typename Index>
  void Check() const {
    const Index* index = indices_.data<Index>();
    for (int64_t i = 0; i < count_; ++i) {
      NETDEF_ENFORCE(index[i] >= 0 && index[i] < rows_, "Index out of bounds: ", index[i], ", range 0 to ", rows_);
    }
  }

  const Tensor& indices_;
  int64_t count_, rows_ = 0, block_ = 0;
};

}  // namespace netdef
