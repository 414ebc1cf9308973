from netdef.testing import operator_test
from oracles.segments import UNSORTED_IDS, sparse_weighted_ids_cases, weighted, weighted_ids_cases

WEIGHTS = {"gradient": [0], "why": "the weights have no gradient, in Caffe2 as here"}

test_unsorted_segment_weighted_sum = operator_test("UnsortedSegmentWeightedSum", weighted("ids"), weighted_ids_cases(UNSORTED_IDS), **WEIGHTS)
test_sparse_unsorted_segment_weighted_sum = operator_test(
    "SparseUnsortedSegmentWeightedSum", weighted("ids", sparse=True), sparse_weighted_ids_cases(UNSORTED_IDS), **WEIGHTS)
