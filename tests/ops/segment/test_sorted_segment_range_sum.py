from netdef.testing import operator_test
from oracles.segments import by_ids, sorted_range_cases

test_sorted_segment_range_sum = operator_test("SortedSegmentRangeSum", by_ids(lambda rows: rows.sum(0)), sorted_range_cases())
