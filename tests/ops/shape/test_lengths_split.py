import numpy as np

from netdef.testing import Case, i32, operator_test


def lengths_split(lengths, n_input=None, n_split=None):
    n = int(n_input[0]) if n_input is not None else n_split
    return np.array([v // n + (k < v % n) for v in lengths for k in range(n)], np.int32)


test_lengths_split = operator_test("LengthsSplit", lengths_split, [
    Case([i32(9, 4, 5, 0)], args={"n_split": 3}),
    Case([i32(9, 4), i32(2)]),
    Case([i32(9, 4), i32(2)], args={"n_split": 5}),
    Case([i32()], args={"n_split": 3}),
    Case([i32(9)], error="`n_split` is missing"),
    Case([i32(9)], args={"n_split": 0}, error="positive value"),
    Case([i32(9), i32(0)], error="positive value"),
    Case([i32(-9)], args={"n_split": 2}, error="must not be negative"),
])
