import numpy as np

from netdef.testing import Case, i32, operator_test


def lengths_to_shape(lens):
    return np.array([len(lens), lens[0]], np.int32)


test_lengths_to_shape = operator_test("LengthsToShape", lengths_to_shape, [
    Case([i32(4, 4, 4)]),
    Case([i32(0)]),
    Case([i32(4, 3)], error="must be same"),
    Case([i32()], error="at least one length"),
    Case([i32([1, 1])], error="must be a vector"),
])
