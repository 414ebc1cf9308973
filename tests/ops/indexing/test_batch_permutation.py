import numpy as np

from netdef.testing import Case, i32, normal, operator_test, strings


def batch_permutation(x, indices):
    return x[indices]


def gradient(indices, dy):
    dx = np.zeros_like(dy, np.float64)
    np.add.at(dx, indices, dy)
    return dx.astype(np.float32)


test_batch_permutation = operator_test("BatchPermutation", batch_permutation, [
    Case([normal(4, 3), i32(2, 0, 3, 1)]),
    Case([normal(3, 2, 2), i32(2, 2, 0)]),
    Case([normal(3), i32(2, 0, 1)]),
    Case([strings(3), i32(2, 0, 1)]),
    Case([normal(0, 2), i32()]),
    Case([normal(3), i32(2, 0, 3)], error="out of DATA bounds, id=3"),
    Case([normal(3), i32(2, 0, -1)], error="out of DATA bounds, id=-1"),
    Case([normal(3), i32(2, 0)], error="one index for each of the rows"),
    Case([normal(2), i32([1, 0])], error="must be 1-d"),
])
test_batch_permutation_gradient = operator_test("BatchPermutationGradient", gradient, [
    Case([i32(2, 2, 0), normal(3, 2)]),
    Case([i32(3, 0, 0), normal(3, 2)], error="out of DATA bounds"),
])
