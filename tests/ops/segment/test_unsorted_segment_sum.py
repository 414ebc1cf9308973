from netdef.testing import operator_test
from oracles.segments import UNSORTED_IDS, by_ids, picking, sparse_ids_cases, unsorted_cases

REDUCE = by_ids(lambda rows: rows.sum(0))

test_unsorted_segment_sum = operator_test("UnsortedSegmentSum", REDUCE, unsorted_cases())
test_sparse_unsorted_segment_sum = operator_test("SparseUnsortedSegmentSum", picking(REDUCE), sparse_ids_cases(UNSORTED_IDS))
