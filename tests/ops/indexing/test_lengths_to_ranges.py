import numpy as np

from netdef.testing import Case, lengths, operator_test


def lengths_to_ranges(lens):
    return np.stack([np.cumsum(lens) - lens, lens], axis=1).astype(np.int32)


test_lengths_to_ranges = operator_test("LengthsToRanges", lengths_to_ranges, [
    Case([np.int32([1, 3, 0, 2])]),
    Case([lengths(20, 50)]),
    Case([np.int32([])]),
    Case([np.int32([[1, 2]])], error="must be a vector"),
    Case([np.int64([1, 2])], error="int"),
])
