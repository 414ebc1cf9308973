import numpy as np

from netdef.testing import Case, i32, normal, operator_test
from oracles.segments import weighted


GRAD = {"grad_on_weights": True}

test_lengths_weighted_sum = operator_test("LengthsWeightedSum", weighted("lengths"), [
    Case([normal(6, 2), normal(6), i32(3, 0, 1, 2)], args=GRAD),
    Case([normal(5), normal(5), i32(4, 1)], args=GRAD),
    Case([normal(6, 2), normal(6), i32(3, 0, 1, 2)], gradient=[0], why="the weights have a gradient where it is asked for only"),
    Case([normal(0, 2), normal(0), i32()]),
    Case([normal(6, 2), normal(5), i32(3, 3)], error="one weight for each item"),
    Case([normal(6, 2), normal(6), i32(3, 2)], error="sum of LENGTHS"),
])

INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_lengths_weighted_sum = operator_test("SparseLengthsWeightedSum", weighted("lengths", sparse=True), [
    Case([normal(5, 2), normal(6), INDICES, i32(3, 0, 1, 2)], args=GRAD),
    Case([normal(5, 2, 2), normal(6), INDICES.astype(np.int64), i32(2, 4)], gradient=[0], why="the weights have a gradient where it is asked for only"),
    Case([normal(4, 2), normal(6), INDICES, i32(6)], error="out of bounds: 4"),
    Case([normal(5, 2), normal(5), INDICES, i32(6)], error="one weight for each item"),
])
