from netdef.testing import operator_test
from oracles.segments import by_ids, sorted_range_cases

test_sorted_segment_range_mean = operator_test("SortedSegmentRangeMean", by_ids(lambda rows: rows.mean(0)), sorted_range_cases())
