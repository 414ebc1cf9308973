// The gradients of a matrix product, which are products.
#pragma once

#include <vector>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {

// For Y = op(A) * op(B): product(left, right, input, trans_left, trans_right) makes the operator for the gradient of an input.
// Each of the four ways to transpose has its own pair.
template <typename Factor, typename Product>
std::vector<caffe2::OperatorDef> ProductGradients(bool trans_a, bool trans_b, const Factor& a, const Factor& b, const Factor& dy, Product product) {
  if (!trans_a && !trans_b) return {product(dy, b, 0, false, true), product(a, dy, 1, true, false)};
  if (!trans_a) return {product(dy, b, 0, false, false), product(dy, a, 1, true, false)};
  if (!trans_b) return {product(b, dy, 0, false, true), product(a, dy, 1, false, false)};
  return {product(b, dy, 0, true, true), product(dy, a, 1, true, true)};
}

}  // namespace netdef
