import numpy as np

from netdef.testing import Case, i64, operator_test


def one_hot(indices, size):
    return np.eye(int(size), dtype=np.float32)[indices]


test_one_hot = operator_test("OneHot", one_hot, [
    Case([i64(0, 2, 1, 2), np.array(3, np.int64)]),
    Case([i64(), i64(4)], expected=np.zeros((0, 4), np.float32)),
    Case([i64(0, 3), i64(3)], error="out of range"),
    Case([i64(0, -1), i64(3)], error="out of range"),
    Case([i64(0), i64(3, 4)], error="must be one number"),
    Case([i64(0), i64(-1)], error="must not be negative"),
    Case([i64(0, 1).reshape(2, 1), i64(3)], error="1D tensor"),
])
