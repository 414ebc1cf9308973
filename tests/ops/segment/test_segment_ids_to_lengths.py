import numpy as np

from netdef.testing import Case, i32, integers, normal, operator_test


def segment_ids_to_lengths(ids, data=None):
    count = len(data) if data is not None else int(ids.max(initial=-1)) + 1
    return np.bincount(ids.ravel(), minlength=count).astype(np.int32)


def segment_ids_to_ranges(ids, data=None):
    lens = segment_ids_to_lengths(ids, data)
    return np.stack([np.cumsum(lens) - lens, lens], axis=1).astype(np.int32)


CASES = [
    Case([i32(0, 0, 2, 2)]),
    Case([np.sort(integers(50, high=9)).astype(np.int64)]),
    Case([i32(0, 0, 2, 2), normal(5, 2)]),
    Case([i32(), normal(2)]),
    Case([i32()]),
    Case([i32(1, 0)], error="must be sorted"),
    Case([i32(-1, 0)], error="must be sorted"),
    Case([i32(0, 0, 2, 2), normal(2)], error="should .NOT. be larger"),
    Case([i32(2**31 - 1)], error="too large"),
    Case([np.int32(0)], error="must be a vector"),
]
test_segment_ids_to_lengths = operator_test("SegmentIdsToLengths", segment_ids_to_lengths, [*CASES, Case([i32(0, 0, 2)[None]])])
test_segment_ids_to_ranges = operator_test("SegmentIdsToRanges", segment_ids_to_ranges, [
    *CASES, Case([i32(0, 0, 2)[None]], error="must be a vector")])
