from netdef.testing import operator_test
from oracles.segments import SORTED_IDS, sparse_weighted_ids_cases, weighted, weighted_ids_cases

WEIGHTS = {"gradient": [0], "why": "the weights have no gradient, in Caffe2 as here"}

test_sorted_segment_weighted_sum = operator_test("SortedSegmentWeightedSum", weighted("ids"), weighted_ids_cases(SORTED_IDS), **WEIGHTS)
test_sparse_sorted_segment_weighted_sum = operator_test(
    "SparseSortedSegmentWeightedSum", weighted("ids", sparse=True), sparse_weighted_ids_cases(SORTED_IDS), **WEIGHTS)
