from netdef.testing import operator_test
from oracles.segments import SORTED_IDS, by_ids, picking, sorted_cases, sparse_ids_cases

REDUCE = by_ids(lambda rows: rows.mean(0))

test_sorted_segment_mean = operator_test("SortedSegmentMean", REDUCE, sorted_cases())
test_sparse_sorted_segment_mean = operator_test("SparseSortedSegmentMean", picking(REDUCE), sparse_ids_cases(SORTED_IDS))
