from netdef.testing import Case, distinct, i32, integers, normal, operator_test
from oracles.segments import by_ids


test_sorted_segment_range_max = operator_test("SortedSegmentRangeMax", by_ids(lambda rows: rows.max(0)), [
    Case([distinct(6, 2), i32(0, 0, 0, 1, 2, 2)]),
    Case([distinct(5), i32(0, 1, 1, 1, 1)]),
    Case([distinct(3, 2, 2), i32(0, 0, 0)]),
    Case([normal(0, 2), i32()]),
    Case([normal(3), i32(0, 0, 2)], error="sorted and not have gaps"),
    Case([normal(3), i32(0, 1, 0)], error="sorted and not have gaps"),
    Case([normal(3), i32(1, 1, 1)], error="sorted and not have gaps"),
    Case([normal(3), i32(0, 1)], error="same length as outer dimension"),
    Case([integers(3), i32(0, 0, 1)], error="float"),
])
