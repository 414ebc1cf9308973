from netdef.testing import operator_test
from oracles.segments import SORTED_IDS, by_ids, picking, sorted_cases, sparse_ids_cases

REDUCE = by_ids(lambda rows: rows.sum(0))

test_sorted_segment_sum = operator_test("SortedSegmentSum", REDUCE, sorted_cases())
test_sparse_sorted_segment_sum = operator_test("SparseSortedSegmentSum", picking(REDUCE), sparse_ids_cases(SORTED_IDS))
