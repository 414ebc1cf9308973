import numpy as np

from netdef.testing import Case, i32, i64, operator_test


def segment_one_hot(lengths, indices, size):
    y = np.zeros((len(lengths), int(np.ravel(size)[0])), np.float32)
    for row, part in zip(y, np.split(indices, np.cumsum(lengths)[:-1])):
        row[part] = 1
    return y


test_segment_one_hot = operator_test("SegmentOneHot", segment_one_hot, [
    Case([i32(2, 0, 3), i64(0, 2, 1, 1, 2), np.array(4, np.int64)]),
    Case([i32(1), i64(0), i64(1)]),
    Case([i32(1, 2), i64(0, 1), i64(2)], error="lengths must not be negative"),
    Case([i32(1, 1), i64(0, 2), i64(2)], error="out of range"),
])
