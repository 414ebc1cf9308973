import numpy as np

from netdef.testing import Case, i32, normal, operator_test
from oracles.segments import weighted


INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_lengths_positional_weighted_sum = operator_test(
    "SparseLengthsPositionalWeightedSum", weighted("lengths", sparse=True, positions=True), [
        Case([normal(5, 2), normal(4), INDICES, i32(3, 0, 1, 2)]),
        Case([normal(5, 3), normal(6), INDICES.astype(np.int64), i32(6)]),
        Case([normal(5, 3), normal(5), INDICES, i32(6)], error="longer than there are weights"),
        Case([normal(4, 3), normal(6), INDICES, i32(6)], error="out of bounds: 4"),
    ])
