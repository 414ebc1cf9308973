import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.segments import weighted


def i32(*values):
    return np.array(values, np.int32)


IDS = i32(0, 0, 0, 1, 2, 2)
WEIGHTS = {"gradient": [0], "why": "the weights have no gradient, in Caffe2 as here"}

test_sorted_segment_weighted_sum = operator_test("SortedSegmentWeightedSum", weighted("ids"), [
    Case([normal(6, 2), normal(6), IDS]),
    Case([normal(6), normal(6), IDS]),
    Case([normal(6, 2), normal(5), IDS], error="one weight for each item"),
    Case([normal(5, 2), normal(5), IDS], error="same length as outer dimension"),
], **WEIGHTS)

INDICES = i32(4, 0, 0, 3, 1, 4)
test_sparse_sorted_segment_weighted_sum = operator_test("SparseSortedSegmentWeightedSum", weighted("ids", sparse=True), [
    Case([normal(5, 2), normal(6), INDICES, IDS]),
    Case([normal(5), normal(6), INDICES.astype(np.int64), IDS]),
    Case([normal(4, 2), normal(6), INDICES, IDS], error="out of bounds: 4"),
], **WEIGHTS)
