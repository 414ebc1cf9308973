import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.segments import by_ids, picking


def i32(*values):
    return np.array(values, np.int32)


REDUCE = by_ids(lambda rows: rows.sum(0))
IDS = i32(2, 0, 2, 4, 0, 2)

test_unsorted_segment_sum = operator_test("UnsortedSegmentSum", REDUCE, [
    Case([normal(6, 2), IDS]),
    Case([normal(6, 2, 2), IDS]),
    Case([normal(6), IDS]),
    Case([normal(0, 2), i32()]),
    Case([normal(6, 2), IDS], args={"num_segments": 7}),
    Case([normal(6, 2), IDS], args={"num_segments": 4}, error="Segment id out of range: 4"),
    Case([normal(3), i32(-1, 0, 1)], error="Segment id out of range: -1"),
    Case([normal(5), IDS], error="same length as outer dimension"),
    Case([normal(6), IDS.reshape(2, 3)], error="must be a vector"),
])

INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_unsorted_segment_sum = operator_test("SparseUnsortedSegmentSum", picking(REDUCE), [
    Case([normal(5, 2), INDICES, IDS]),
    Case([normal(5), INDICES.astype(np.int64), IDS]),
    Case([normal(4, 2), INDICES, IDS], error="out of bounds: 4"),
    Case([normal(5, 2), -INDICES, IDS], error="out of bounds: -4"),
    Case([normal(5, 2), INDICES[:5], IDS], error="same length as outer dimension"),
])
