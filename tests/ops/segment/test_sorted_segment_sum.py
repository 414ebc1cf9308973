import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.segments import by_ids, picking


def i32(*values):
    return np.array(values, np.int32)


REDUCE = by_ids(lambda rows: rows.sum(0))
IDS = i32(0, 0, 0, 1, 2, 2)

test_sorted_segment_sum = operator_test("SortedSegmentSum", REDUCE, [
    Case([normal(6, 2), IDS]),
    Case([normal(6, 2, 2), IDS]),
    Case([normal(6), IDS]),
    Case([normal(0, 2), i32()]),
    Case([normal(3), i32(0, 0, 2)], error="sorted and not have gaps"),
    Case([normal(3), i32(0, 1, 0)], error="sorted and not have gaps"),
    Case([normal(3), i32(1, 1, 1)], error="sorted and not have gaps"),
    Case([normal(3), i32(-1, 0, 1)], error="sorted and not have gaps"),
    Case([normal(5), IDS], error="same length as outer dimension"),
    Case([normal(6), IDS.reshape(2, 3)], error="must be a vector"),
])

INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_sorted_segment_sum = operator_test("SparseSortedSegmentSum", picking(REDUCE), [
    Case([normal(5, 2), INDICES, IDS]),
    Case([normal(5), INDICES.astype(np.int64), IDS]),
    Case([normal(4, 2), INDICES, IDS], error="out of bounds: 4"),
    Case([normal(5, 2), -INDICES, IDS], error="out of bounds: -4"),
    Case([normal(5, 2), INDICES[:5], IDS], error="same length as outer dimension"),
])
