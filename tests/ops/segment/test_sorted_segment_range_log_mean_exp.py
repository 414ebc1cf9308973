from netdef.testing import operator_test
from oracles.segments import by_ids, log_mean_exp, sorted_range_cases

test_sorted_segment_range_log_mean_exp = operator_test("SortedSegmentRangeLogMeanExp", by_ids(log_mean_exp), sorted_range_cases())
