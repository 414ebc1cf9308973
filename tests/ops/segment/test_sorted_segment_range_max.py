from netdef.testing import operator_test
from oracles.segments import by_ids, sorted_range_cases

test_sorted_segment_range_max = operator_test("SortedSegmentRangeMax", by_ids(lambda rows: rows.max(0)), sorted_range_cases())
