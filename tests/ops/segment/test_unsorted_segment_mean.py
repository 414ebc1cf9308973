from netdef.testing import operator_test
from oracles.segments import UNSORTED_IDS, by_ids, picking, sparse_ids_cases, unsorted_cases

REDUCE = by_ids(lambda rows: rows.mean(0))

test_unsorted_segment_mean = operator_test("UnsortedSegmentMean", REDUCE, unsorted_cases())
test_sparse_unsorted_segment_mean = operator_test("SparseUnsortedSegmentMean", picking(REDUCE), sparse_ids_cases(UNSORTED_IDS))
