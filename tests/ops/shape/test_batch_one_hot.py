import numpy as np

from netdef.testing import Case, booleans, i32, integers, operator_test


def batch_one_hot(x, lengths, values):
    columns = np.repeat(np.arange(x.shape[1]), lengths)
    return (x[:, columns] == values).astype(x.dtype)


test_batch_one_hot = operator_test("BatchOneHot", batch_one_hot, [
    Case([integers(5, 3, high=3), i32(2, 0, 3), i32(0, 2, 0, 1, 2)]),
    Case([integers(5, 1, high=3, dtype=np.int64), i32(2), np.array([0, 2], np.int64)]),
    Case([booleans(5, 2), i32(1, 1), np.array([True, False])]),
    Case([integers(0, 2), i32(1, 1), i32(0, 1)]),
    Case([integers(5, 2), i32(1, 1), i32(0, 1, 2)], error="add up to the number of values"),
    Case([integers(5, 2), i32(3, -1), i32(0, 1)], error="a length is negative"),
    Case([integers(5, 2), i32(1), i32(0)], error="one length for each column"),
])
