import numpy as np

from netdef.testing import Case, integers, lengths, normal, operator_test
from oracles.segments import by_lengths, picking


def i32(*values):
    return np.array(values, np.int32)


REDUCE = by_lengths(lambda rows: rows.sum(0))

test_lengths_sum = operator_test("LengthsSum", REDUCE, [
    Case([normal(6, 2), i32(3, 0, 1, 2)]),
    Case([normal(40, 2, 3), lengths(9, 40)]),
    Case([normal(5), i32(5)]),
    Case([normal(0, 2), i32(0, 0)], gradient=False, why="there is nothing to vary"),
    Case([normal(0, 2), i32()]),
    Case([normal(3), i32(1, 1)], error="sum of LENGTHS"),
    Case([normal(3), i32(-1, 4)], error="negative"),
    Case([normal(3), i32([1, 2])], error="must be a vector"),
])

INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_lengths_sum = operator_test("SparseLengthsSum", picking(REDUCE), [
    Case([normal(5, 2), INDICES, i32(3, 0, 1, 2)]),
    Case([normal(5, 2, 2), INDICES.astype(np.int64), i32(2, 4)]),
    Case([normal(9, 4).astype(np.float16), integers(50, high=9), lengths(7, 50)], rtol=2e-3, atol=2e-3, gradient=False, why="the rows are half-precision"),
    Case([normal(5, 2), INDICES[:0], i32(0)], gradient=False, why="no row is picked"),
    Case([normal(4, 2), INDICES, i32(6)], error="out of bounds: 4"),
    Case([normal(5, 2), -INDICES, i32(6)], error="out of bounds: -4"),
    Case([normal(5, 2), INDICES, i32(5)], error="sum of LENGTHS"),
])
