import numpy as np

from netdef.testing import Case, operator_test


def lengths_range_fill(lengths):
    return np.concatenate([np.arange(n, dtype=np.int32) for n in lengths] or [np.zeros(0, np.int32)])


test_lengths_range_fill = operator_test("LengthsRangeFill", lengths_range_fill, [
    Case([np.int32([2, 0, 3, 1])]),
    Case([np.int32([])]),
    Case([np.int32([0, 0])]),
    Case([np.int32([2, -1])], error="negative"),
    Case([np.int32([[2]])], error="1-D"),
    Case([np.array([2, 1])], error="int"),
])
