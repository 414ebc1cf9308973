from netdef.testing import operator_test
from oracles.segments import by_ids, log_sum_exp, sorted_range_cases

test_sorted_segment_range_log_sum_exp = operator_test("SortedSegmentRangeLogSumExp", by_ids(log_sum_exp), sorted_range_cases())
