import numpy as np

from netdef.testing import Case, i32, lengths, operator_test


def lengths_to_offsets(lens, include_last_offset=False):
    sums = np.concatenate([[0], np.cumsum(lens)]).astype(np.int32)
    return sums if include_last_offset else sums[:-1]


test_lengths_to_offsets = operator_test("LengthsToOffsets", lengths_to_offsets, [
    Case([i32(1, 3, 0, 2)]),
    Case([i32(1, 3, 0, 2)], args={"include_last_offset": True}),
    Case([lengths(20, 50)]),
    Case([i32()]),
    Case([i32()], args={"include_last_offset": True}),
    Case([i32([1, 2])], error="must be a vector"),
])
