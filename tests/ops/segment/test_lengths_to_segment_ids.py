import numpy as np

from netdef.testing import Case, i32, lengths, operator_test


def lengths_to_segment_ids(lens):
    return np.repeat(np.arange(len(lens), dtype=np.int32), lens)


test_lengths_to_segment_ids = operator_test("LengthsToSegmentIds", lengths_to_segment_ids, [
    Case([i32(1, 3, 0, 2)]),
    Case([lengths(20, 50)]),
    Case([i32()]),
    Case([i32(1, -1)], error="negative"),
    Case([i32([1, 2])], error="must be a vector"),
    Case([np.int64([1, 2])], error="int"),
])
